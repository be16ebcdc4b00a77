#!/usr/bin/env bash
# consumer.sh [REPOSITORY]: builds two projects of a user from a repository alone (target/repository, which
# `mvn -Prelease verify` fills) and runs them: points without LibTorch on the class path and as a module, and images.
# Fails if a program fails, if LibTorch is among the jars for points, if these exceed 5 MB, or if THIRD-PARTY.md does not
# name a jar. Needs the plugins and libraries that the build has fetched; what is missing is fetched.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
repository=$(readlink -f "${1:-$home/target/repository}")
. "$home/config/jdk.sh"
version=$(ls "$repository/dev/millrace/millrace-bom" | grep -v metadata | sort -V | tail -1)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A local repository with everything but Millrace: what Maven has fetched before is linked, not copied.
local=$HOME/.m2/repository
mkdir "$work/m2"
cp -al "$local/." "$work/m2" 2>/dev/null || cp -a "$local/." "$work/m2"
rm -rf "$work/m2/dev/millrace"
find "$work/m2" -name _remote.repositories -delete

build() {
  cp -r "$home/release/consumer/$1" "$work/$1"
  mvn -q -B -ntp -T1 -Dmaven.repo.local="$work/m2" -f "$work/$1/pom.xml" -Drepository="$repository" \
    -Dmillrace.version="$version" process-classes
  lib="$work/$1/target/lib"
  local jars=("$lib"/*.jar)
  echo "$1: ${#jars[@]} jars, $(cat "${jars[@]}" | wc -c) bytes"
  for jar in "${jars[@]}"; do
    name=$(basename "$jar" | sed -E 's/-[0-9].*//')
    case $name in
      millrace-*) unzip -p "$jar" META-INF/LICENSE META-INF/NOTICE >/dev/null || { echo "$name: no licence" >&2; exit 1; } ;;
      *) grep -qF "\`$name\`" "$home/THIRD-PARTY.md" || { echo "THIRD-PARTY.md: $name is missing" >&2; exit 1; } ;;
    esac
  done
}
run() {
  echo -n "$1: "
  shift
  "$java" "$@" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
}

build points
size=$(cat "$lib"/*.jar | wc -c)
[ "$size" -le 5000000 ] || { echo "the jars for points have $size bytes, more than 5,000,000" >&2; exit 1; }
! ls "$lib" | grep -E 'pytorch|javacpp|openblas|mnist' || { echo "LibTorch or MNIST among the jars for points" >&2; exit 1; }
run "class path" -cp "$lib/*:$work/points/target/classes" points.Main "$work/a.safetensors" | tee "$work/plain"
[ "$(grep -c -- '--add-modules jdk.incubator.vector' "$work/err")" = 1 ] ||
  { echo "expected one warning about the Vector API" >&2; cat "$work/err" >&2; exit 1; }
run "class path with the Vector API" --add-modules jdk.incubator.vector -cp "$lib/*:$work/points/target/classes" \
  points.Main "$work/b.safetensors"
run "module" -p "$lib:$work/points/target/classes" -m points/points.Main "$work/c.safetensors" | tee "$work/module"
grep -q "Vector API" "$work/module" || { echo "the module does not use the Vector API" >&2; exit 1; }
cmp "$work/a.safetensors" "$work/c.safetensors"

build images
cache="-Dorg.bytedeco.javacpp.cachedir=$work/natives"
run "class path" --enable-native-access=ALL-UNNAMED "$cache" -cp "$lib/*:$work/images/target/classes" images.Main
run "module" "$cache" --add-modules ALL-MODULE-PATH --enable-native-access=ALL-UNNAMED,org.bytedeco.javacpp,dev.millrace.torch \
  -p "$lib:$work/images/target/classes" -m images/images.Main | tee "$work/module"
! grep "LibTorch unknown" "$work/module" || { echo "the module does not find the version of LibTorch" >&2; exit 1; }
