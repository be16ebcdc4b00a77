#!/usr/bin/env bash
# Fills a small disk (tmpfs; needs root) at random times during a training, frees it, resumes, and compares bytes. Then
# it tests a read-only folder.   reliability/full-disk.sh [TIMES, default 5] [points|images]
set -euo pipefail
cd "$(dirname "$0")/.."
millrace=${MILLRACE:-$PWD/millrace}
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
bare="--no-plots --quiet"
case ${2:-points} in
  points) size=4m train="train moons --steps 2500 --hidden 96 --checkpoint-every 20" ;;
  images)
    size=44m train="train digits --net lesson --steps 400 --batch 4 --checkpoint-every 5 --sample-every 0"
    bare="$bare --no-evaluation"
    ;;
esac
train="$train $bare"
mount -t tmpfs -o size="$size" tmpfs "$disk"
trap 'umount "$disk"; rm -rf "$work"' EXIT
"$millrace" $train --out "$work/whole"
full=0
for i in $(seq "${1:-5}"); do
  run=$disk/run
  rm -rf "$run"
  "$millrace" $train --out "$run" 2>"$work/err" &
  pid=$!
  until [ -n "$(ls -d "$run"/checkpoints/step-* 2>/dev/null)" ]; do sleep 0.02; done
  sleep "0.$((RANDOM % 9))"
  cat /dev/zero >"$disk/filler" 2>/dev/null || true
  sleep 0.5
  newest=$(ls -d "$run"/checkpoints/step-* | tail -1)
  status=0
  wait "$pid" || status=$?
  lost=$(grep -c "No space left on device" "$work/err" || true)
  full=$((full + (lost > 0)))
  [ -d "$newest" ] || ls -d "$run"/checkpoints/step-* >/dev/null
  [ "$(wc -l <"$work/err")" = "$(grep -c '^millrace: ' "$work/err")" ] || { cat "$work/err"; exit 1; }
  rm "$disk/filler"
  "$millrace" train --resume --out "$run" $bare 2>"$work/err2"
  cmp "$work/whole/model.safetensors" "$run/model.safetensors"
  echo "time $i: status $status, $lost messages of a full disk, resumed to the same bytes"
done
mount -o remount,ro "$disk"
status=0
"$millrace" sample "$work/whole" --count 100 --quiet --out "$disk/s.npy" 2>"$work/err" || status=$?
grep '^millrace: ' "$work/err"
[ "$status" = 1 ] && [ ! -e "$disk/s.npy" ]
status=0
"$millrace" train --resume --out "$disk/run" --quiet --no-plots 2>"$work/err" || status=$?
grep '^millrace: ' "$work/err"
[ "$status" = 1 ]
echo "full $full times of ${1:-5}; nothing lost; a read-only folder gives one line and status 1"
