#!/usr/bin/env bash
# The main job: initialises a fresh data directory, serves it on 127.0.0.1 and plays samples/online-retail over HTTPS.
# The player (bench/play/) does all of it; on a terminal it goes on serving until Ctrl-C.
set -euo pipefail
cd "$(dirname "$0")/.."
data=build/play/$(date -u +%Y%m%d-%H%M%S)
mkdir -p build/play
geoip=()
[ ! -s build/geoip/country.mmdb ] || geoip=(--geoip build/geoip/country.mmdb)
exec build/release/tallygate-play --data "$data" --orders samples/online-retail/december_2010.csv "${geoip[@]}" "$@"
