# Sourced by bench/compare and bench/jmh: sets home, lib and java, and builds what is not built.
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
lib="$home/bench/target/lib"
. "$home/config/build.sh"
