#!/usr/bin/env bash
# Measures the cost of checkpoints. It trains in turn with one every 1000 steps and with none; from the log it computes
# how much longer the 200 steps after each thousand took than those around them, which does not depend on the speed of
# the machine in a run.
#   reliability/checkpoint-cost.sh [PAIRS, default 7] [STEPS, default 10000]
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-7}
steps=${2:-10000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Prints the additional milliseconds, and their fraction of the training in percent.
train() {
  ./millrace train moons --steps "$steps" --checkpoint-every "$1" --no-plots --quiet --out "$work/run" 2>/dev/null
  sed 's/.*"step":\([0-9]*\),.*"seconds":\([0-9.E-]*\),.*/\1 \2/' "$work/run/training.jsonl" | awk '
    { took[$1] = 1000 * ($2 - last); last = $2; end = $1 }
    function median(step, n, i, j, x, v) {
      for (i = -5; i <= 12; i++)
        if ((i <= 0 || i > 6) && step + 50 * i > 50) {
          x = took[step + 50 * i]
          for (j = n++; j > 0 && v[j - 1] > x; j--) v[j] = v[j - 1]
          v[j] = x
        }
      return v[int(n / 2)]
    }
    END {
      for (step = 1000; step + 600 <= end; step += 1000) {
        usual = median(step)
        for (i = 1; i <= 4; i++) more += took[step + 50 * i] - usual
      }
      printf "%.0f %.2f\n", more, more / last / 10
    }'
  rm -rf "$work/run"
}
train 1000 >/dev/null
echo "with checkpoints: ms and %; without: ms and %"
for _ in $(seq "$pairs"); do
  echo "$(train 1000) $(train 0)" | tee -a "$work/all"
done
median() { sort -n | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }
for column in 1 2 3 4; do cut -d' ' -f"$column" "$work/all" | median; done | paste -sd' ' |
  awk '{ printf "medians: %s ms, %s %% with checkpoints; %s ms, %s %% without\n", $1, $2, $3, $4 }'
