# Sourced by bench/compare and bench/jmh: builds everything once if nothing is built or the sources are newer; sets home, lib and java.
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
lib="$home/bench/target/lib"
. "$home/config/jdk.sh"

if [ ! -d "$lib" ] || [ -n "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$lib" -type f -print -quit)" ]; then
  if ! command -v mvn >/dev/null; then
    echo "$(basename "$0"): nothing is built yet, and building needs Maven (mvn) on the PATH" >&2
    exit 1
  fi
  echo "$(basename "$0"): building once, this takes a minute …" >&2
  # Both folders are made anew, so that the launcher of millrace, which looks at their age as well, does not build in a measurement.
  rm -rf "$lib" "$home/cli/target/lib" "$home/cli/target/millrace.aot"
  if ! mvn -q -B -f "$home/pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip >&2; then
    rm -rf "$lib"
    echo "$(basename "$0"): the build failed; 'mvn verify' in $home shows why" >&2
    exit 1
  fi
fi
