#!/usr/bin/env bash
# How well the default rules tell the sample's labelled abuse from its real orders: plays the month and prints that part of the summary.
set -euo pipefail
cd "$(dirname "$0")/.."
summary=$(scripts/run.sh </dev/null)
sed -n '/^What was asked/,/^The money/p' <<<"$summary" | sed '$d'
