#!/usr/bin/env bash
# Installs what scripts/packages.txt lists and this machine lacks. When nothing is missing it takes no root and no network.
set -euo pipefail
cd "$(dirname "$0")/.."
list=scripts/packages.txt

wanted=$(sed -e 's/#.*//' -e 's/[[:space:]]//g' -e '/^$/d' "$list")

# What is installed, and what an installed package stands in for (a vendor's nodejs provides npm).
installed=$(dpkg-query -W -f='${db:Status-Status}\t${Package}, ${Provides}\n' 2>/dev/null |
  sed -n 's/^installed\t//p' | tr ',' '\n' | sed -e 's/(.*//' -e 's/[[:space:]]//g' -e '/^$/d' | sort -u)

missing=$(comm -23 <(sort -u <<<"$wanted") <(printf '%s\n' "$installed"))
if [ -z "$missing" ]; then
  echo "setup: all $(wc -l <<<"$wanted") packages are there"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "setup: these packages are missing, and installing them needs root or sudo:" >&2
    echo "  apt-get install --no-install-recommends" $missing >&2
    exit 2
  fi
  as_root=(sudo)
fi

echo "setup: installing" $missing
export DEBIAN_FRONTEND=noninteractive
apt_get() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o Acquire::Retries=3 "$@" </dev/null; }
apt_get update
# shellcheck disable=SC2086  # one word a package
apt_get install -y --no-install-recommends $missing
echo "setup: done"
