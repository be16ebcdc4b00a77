# Sourced by the launchers, with home and lib set: sets java, and builds everything once if lib is not there or the sources are newer.
. "$home/config/jdk.sh"

# What somebody else installed, and this user cannot write to, is taken as it is.
writable() {
  [ -w "$lib" ] || { [ ! -e "$lib" ] && [ -w "$home" ]; }
}

if [ ! -d "$lib" ] && ! writable; then
  echo "$(basename "$0"): nothing is built yet, and $home is not yours to write to; let its owner run $(basename "$0") once" >&2
  exit 1
fi
if [ ! -d "$lib" ] || { writable && [ -n "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$lib" -type f -print -quit)" ]; }; then
  name=$(basename "$0")
  if ! command -v mvn >/dev/null; then
    echo "$name: nothing is built yet, and building needs Maven (mvn) on the PATH" >&2
    exit 1
  fi
  echo "$name: building once, this takes a minute …" >&2
  # What both launchers look at is made anew, so that neither builds again when the other has.
  rm -rf "$home/bench/target/lib" "$home/cli/target/lib" "$home/cli/target/millrace.jsa"
  if ! mvn -q -B -f "$home/pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip >&2; then
    rm -rf "$lib"
    echo "$name: the build failed; 'mvn verify' in $home shows why" >&2
    exit 1
  fi
fi
