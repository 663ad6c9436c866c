#!/usr/bin/env bash
# How well the default rules tell the sample's labelled abuse from its real orders: plays the sample quietly and prints the table.
set -euo pipefail
cd "$(dirname "$0")/.."
exec scripts/run.sh --quit --report signals </dev/null
