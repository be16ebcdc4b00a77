#!/usr/bin/env bash
# dist-test.sh [TAR…]: unpacks each distribution (those in target, which release/dist.sh makes) into an empty folder, and uses
# it as somebody does who has nothing else: with an empty environment, from a folder that cannot be written, with the time
# that --version and a first training take. `mvn -Pdist verify` calls this.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT

fail() {
  echo "dist-test.sh: $*" >&2
  [ ! -s "$work/err" ] || cat "$work/err" >&2
  exit 1
}

# Nobody may write to the distribution, not even root: then as another user, if that is possible.
as=()
[ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# in_empty ARGUMENT…: runs the command without any environment; out has its output.
in_empty() {
  (cd "$work/run" && "${as[@]}" env -i "$millrace" "$@") >"$work/out" 2>"$work/err" || fail "millrace $* failed"
}
# refused STATUS TEXT ARGUMENT…: as in_empty, of what must fail with one line that contains TEXT.
refused() {
  local status=0 expected=$1 text=$2
  shift 2
  (cd "$work/run" && "${as[@]}" env -i "$millrace" "$@") >"$work/out" 2>"$work/err" || status=$?
  [ "$status" = "$expected" ] || fail "millrace $*: status $status, not $expected"
  [ "$(wc -l <"$work/err")" = 1 ] && grep -qF "$text" "$work/err" || fail "millrace $*: expected one line with '$text'"
}
says() {
  grep -q -- "$1" "$work/out" || { cat "$work/out" >&2; fail "expected '$1'"; }
}
is_png() {
  [ "$(head -c 8 "$1" | od -An -tx1 | tr -d ' \n')" = 89504e470d0a1a0a ] || fail "$1 is not a PNG file"
}
seconds() {
  local TIMEFORMAT=%R
  { time "$@" >/dev/null 2>&1; } 2>&1
}

check() {
  local tar=$1 name root
  name=$(basename "$tar")
  rm -rf "$work/run" "$work/a folder"
  mkdir "$work/run" "$work/a folder"
  chmod 777 "$work" "$work/run"
  local unpacked
  unpacked=$(seconds tar -xf "$tar" -C "$work/a folder")
  root=("$work/a folder"/*)
  [ "${#root[@]}" = 1 ] || fail "$name contains more than one folder"
  chmod -R a-w "$work/a folder"
  chmod 755 "$work/a folder"
  # By a link, as from /usr/local/bin.
  ln -sf "${root[0]}/bin/millrace" "$work/millrace"
  millrace="$work/millrace"

  in_empty --version
  says '^millrace [0-9]'
  echo "$name: unpacked in $unpacked s; --version takes $(seconds env -i "$millrace" --version) s"
  # Java would end with an error if the cache of classes were not valid in this folder.
  (cd "$work/run" && env -i MILLRACE_JAVA_OPTS=-Xshare:on "$millrace" --version) >"$work/out" 2>"$work/err" ||
    fail "the cache of classes is not used"
  in_empty doctor
  says '^engine .*Vector API'

  echo "$name: the first training takes $(cd "$work/run" && seconds "${as[@]}" env -i "$millrace" train moons --out first) s"
  in_empty train moons --steps 200 --out moons
  in_empty sample moons --count 50 --out points.csv
  [ "$(wc -l <"$work/run/points.csv")" -ge 50 ] || fail "points.csv has too few rows"
  in_empty sample moons --count 50 --out points.png
  is_png "$work/run/points.png"
  is_png "$work/run/moons/plots/trajectories.png"
  in_empty verify moons
  in_empty report moons
  in_empty train "$home/docs/data/penguins.csv" --label species --steps 30 --out penguins
  in_empty sample penguins --count 20 --out rows.csv
  [ "$(wc -l <"$work/run/rows.csv")" = 21 ] || fail "rows.csv does not have 20 rows"
  [ "$(head -1 "$work/run/rows.csv")" = "$(head -1 "$home/docs/data/penguins.csv")" ] || fail "rows.csv has other columns"
  in_empty sample penguins --count 20 --out rows.parquet
  [ "$(head -c 4 "$work/run/rows.parquet")" = PAR1 ] || fail "rows.parquet is not a Parquet file"
  in_empty evaluate penguins
  in_empty export moons --to onnx --out moons.onnx
  in_empty doctor moons.onnx

  local share="${root[0]}/share"
  [ -s "$share/man/man1/millrace-train.1" ] || fail "no manual page of train"
  bash -c '. "$1/bash-completion/completions/millrace" && complete -p millrace' - "$share" >/dev/null || fail "no completion"
  for file in LICENSE NOTICE THIRD-PARTY.md README.txt licences/duckdb.txt runtime/legal/java.base/LICENSE; do
    [ -s "${root[0]}/$file" ] || fail "$file is missing"
  done
  find "${root[0]}" -type l | while read -r link; do [ -e "$link" ] || fail "$link leads nowhere"; done

  case $name in
    millrace-points-*)
      refused 2 "LibTorch" train mnist --out mnist
      refused 2 "ONNX Runtime" doctor moons.onnx --check moons
      ;;
    *)
      in_empty train digits --steps 2 --batch 8 --no-evaluation --out digits
      in_empty sample digits --count 4 --steps 2 --out digits.png
      is_png "$work/run/digits.png"
      in_empty doctor moons.onnx --check moons
      ;;
  esac
  [ -z "$(find "$work/a folder" -newer "$work/millrace" -type f -print -quit)" ] || fail "the distribution was written to"
  echo "$name: works without an environment, from a folder that cannot be written"
}

tars=("$@")
[ "${#tars[@]}" -gt 0 ] || tars=("$home"/target/millrace-*.tar.xz)
for tar in "${tars[@]}"; do
  check "$(readlink -f "$tar")"
done
