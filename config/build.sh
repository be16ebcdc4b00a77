# Sourced by the launchers, with home and lib set: sets java, and builds everything once if lib is not there or the sources are newer.
. "$home/config/jdk.sh"

if [ ! -d "$lib" ] || [ -n "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$lib" -type f -print -quit)" ]; then
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
