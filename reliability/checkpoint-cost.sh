#!/usr/bin/env bash
# What checkpoints cost: trains in turn with one every 1000 steps and with none, and prints medians of the whole command's seconds.
#   reliability/checkpoint-cost.sh [PAIRS, 11 if not said] [STEPS, 10000 if not said]
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-11}
steps=${2:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Prints the seconds of a training with a checkpoint every so many steps.
train() {
  local begin
  begin=$(date +%s%N)
  ./millrace train moons --steps "$steps" --checkpoint-every "$1" --no-plots --quiet --out "$work/run" 2>/dev/null
  echo $((($(date +%s%N) - begin) / 1000000))
  rm -rf "$work/run"
}
train 1000 >/dev/null
for i in $(seq "$pairs"); do
  # The order changes, so that a machine which gets slower or faster favours neither.
  if ((i % 2)); then with=$(train 1000) without=$(train 0); else without=$(train 0) with=$(train 1000); fi
  echo "$with $without $((with - without))"
done | tee "$work/times"
median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
for column in 1 2 3; do cut -d' ' -f"$column" "$work/times" | median; done | paste -sd' ' |
  awk '{ printf "with %d ms, without %d ms; median of the differences %d ms, %.1f %%\n", $1, $2, $3, 100 * $3 / $2 }'
