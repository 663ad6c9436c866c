#!/usr/bin/env bash
# Puts the country database at build/geoip/country.mmdb, once. Without it the server runs and knows no countries.
#
# The data: "geo-whois-asn-country" of ip-location-db, CC0; its NRO part is CC BY 4.0, credit: the Number Resource
# Organization, nro.net. Its schema has a top-level `country_code`. Version and content are pinned.
set -euo pipefail
cd "$(dirname "$0")/.."
package=@ip-location-db/geo-whois-asn-country-mmdb
version=2.3.2026061719
sha512=c5e9810cd425e260980ee55ba9ede32862ac543ca464691fbde6e1b4e87fdd518b69dabcbeca7bb7ba27b69314b77847eec0064f478b0f227df5257ed306b166
target=build/geoip/country.mmdb

if [ -s "$target" ]; then
  echo "geoip: $target is there"
  exit 0
fi

without() {
  echo "geoip: $1; going on without it: country and network signals stay silent" >&2
  exit 0
}

command -v npm >/dev/null || without "npm is not installed"
mkdir -p build/geoip
work=$(mktemp -d build/geoip/fetch.XXXXXX)
trap 'rm -rf "$work"' EXIT
(cd "$work" && timeout 300 npm pack --silent --ignore-scripts --fetch-retries=1 --fetch-retry-mintimeout=1000 "$package@$version" </dev/null >/dev/null 2>npm.log) ||
  without "$package $version cannot be fetched"
archive=$(find "$work" -name '*.tgz' -print -quit)
[ -n "$archive" ] || without "$package $version brought no archive"
have=$(sha512sum "$archive" | cut -d' ' -f1)
if [ "$have" != "$sha512" ]; then
  without "$package $version is not the archive that was pinned (sha512 $have)"
fi
tar -xzf "$archive" -C "$work"
database=$(find "$work/package" -name 'geo-whois-asn-country.mmdb' -print -quit)
[ -n "$database" ] || without "$package $version holds no country database"
mv "$database" "$target"
echo "geoip: $package $version -> $target"
