#!/usr/bin/env bash
# dist.sh VERSION: makes the distributions for this machine, which need neither a JDK nor Maven, from cli/target/lib:
#
#   target/millrace-VERSION-PLATFORM.tar.xz         with LibTorch, for images
#   target/millrace-points-VERSION-PLATFORM.tar.xz  for points and tables
#
# The same commit gives the same bytes each time; docs/install.md says more.
# `mvn -Pdist package` calls this, `mvn -Pdist verify` also release/dist-test.sh.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
version=$1
# The cache of classes contains the path of the folder in which it is made, so all builds use the same one, in turn.
work=/tmp/millrace-dist
. "$home/config/jdk.sh"
tools=${java%/java}

# The modules of the JDK in the runtime: what `jdeps --print-module-deps` names for the jars, the Vector API, naming for JDBC
# drivers, and a server and a client for HTTP.
modules=java.base,java.desktop,java.naming,java.net.http,java.sql,jdk.httpserver,jdk.incubator.vector,jdk.jfr,jdk.management,jdk.unsupported

case $(uname -sm) in
  "Linux x86_64") platform=linux-x86_64 os=linux arch='x86_64|amd64|x64' ;;
  "Linux aarch64") platform=linux-arm64 os=linux arch='aarch64|arm64' ;;
  "Darwin arm64") platform=macosx-arm64 os='macos|osx' arch='aarch64|arm64' ;;
  "Darwin x86_64") platform=macosx-x86_64 os='macos|osx' arch=x86_64 ;;
  *) echo "dist.sh: no distribution is made on $(uname -sm)" >&2; exit 1 ;;
esac
day=2026-01-01

# All files of a folder with one time, and with rights that do not depend on who builds.
settle() {
  find "$1" -type d -exec chmod 755 {} +
  find "$1" -type f -perm -u+x -exec chmod 755 {} +
  find "$1" -type f ! -perm -u+x -exec chmod 644 {} +
  find "$1" -exec env TZ=UTC touch -h -t "${day//-/}0000" {} +
}

# pack FOLDER FILE: names in order, no user. xz takes half to two thirds of the room of gzip, and tar reads it on Linux (with
# xz) and macOS (alone). The size of the blocks, not the number of threads, decides about the bytes.
pack() {
  local owner=(--owner=0 --group=0 --numeric-owner)
  tar --version | grep -q GNU || owner=(--uid 0 --gid 0 --uname '' --gname '')
  (cd "$(dirname "$1")" && find "$(basename "$1")" | LC_ALL=C sort |
    tar --format=ustar "${owner[@]}" --no-recursion -cf - -T - | xz -6 -T2 --block-size=64MiB >"$2.new")
  mv "$2.new" "$2"
  echo "$2: $(($(wc -c <"$2") / 1000000)) MB, unpacked $(du -sm "$1" | cut -f1) MB"
}

# distribution NAME JAR…
distribution() {
  local to="$work/$1" name=$1
  shift
  mkdir -p "$to/bin" "$to/lib"
  cp -R "$work/runtime" "$work/share" "$to"
  cp "$home/release/dist/millrace" "$to/bin"
  cp "$home/config/launch.sh" "$to/lib"
  cp "$home"/{LICENSE,NOTICE,THIRD-PARTY.md} "$home/release/dist/README.txt" "$to"
  cp -R "$home/release/dist/licences" "$to"
  "$java" "$home/release/dist/Jars.java" "$os" "$arch" "$to/lib" "$@"
  # JavaCPP's libraries ask for OpenBLAS under both names.
  for library in "$to"/lib/libopenblas.*; do
    [ ! -f "$library" ] || ln -s "$(basename "$library")" "${library/libopenblas./libopenblas_nolapack.}"
  done
  settle "$to"
  (
    lib="$to/lib" java="$to/runtime/bin/java"
    . "$home/config/launch.sh"
    . "$home/config/cache.sh"
    make_cache "$lib/millrace.jsa" || { echo "dist.sh: the cache of classes cannot be made" >&2; exit 1; }
  )
  settle "$to"
  pack "$to" "$home/target/$name-$version-$platform.tar.xz"
}

mkdir "$work" || { echo "dist.sh: another build uses $work; if there is none, remove it" >&2; exit 1; }
trap 'rm -rf "$work"' EXIT
mkdir -p "$home/target"
"$tools/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --compress=zip-0 \
  --output "$work/runtime" 2>&1 | grep -v 'Using incubator modules' || :
"$java" -cp "$home/cli/target/lib/*" dev.millrace.cli.InstalledFiles "$work/share" "$day"

jars=("$home"/cli/target/lib/*.jar)
points=()
for jar in "${jars[@]}"; do
  case $(basename "$jar") in
    *-linux-*.jar | *-macosx-*.jar | millrace-mnist-* | onnxruntime-*) ;;
    *) points+=("$jar") ;;
  esac
done
distribution millrace-points "${points[@]}"
distribution millrace "${jars[@]}"
