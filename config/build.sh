# Sourced by the launchers, with home and lib set. It sets java, and builds everything if lib is missing or older than
# the sources.
. "$home/config/jdk.sh"

# An installation of another user, to which this user cannot write, is used without building.
writable() {
  [ -w "$lib" ] || { [ ! -e "$lib" ] && [ -w "$home" ]; }
}

if [ ! -d "$lib" ] && ! writable; then
  echo "$(basename "$0"): nothing is built yet, and you may not write to $home; its owner has to run $(basename "$0") once" >&2
  exit 1
fi
if [ ! -d "$lib" ] || { writable && [ -n "$(find "$home"/pom.xml "$home"/*/pom.xml "$home"/*/src/main -newer "$lib" -type f -print -quit)" ]; }; then
  name=$(basename "$0")
  if ! command -v mvn >/dev/null; then
    echo "$name: nothing is built yet, and building needs Maven (mvn) on the PATH" >&2
    exit 1
  fi
  echo "$name: building once, this takes a minute or two, and longer the first time, when Maven fetches the libraries …" >&2
  # The folders of both launchers are removed and built together, so that neither builds again after the other has.
  rm -rf "$home/bench/target/lib" "$home/cli/target/lib" "$home/cli/target/millrace.jsa"
  # A line for each module that begins, and the errors.
  if ! mvn -B -ntp -Dstyle.color=never -f "$home/pom.xml" package -Dmaven.test.skip=true -Dspotless.check.skip 2>&1 |
    while IFS= read -r line; do
      case $line in
        '[INFO] Building '*']') echo "  ${line#'[INFO] Building '}" ;;
        '[ERROR]'*) echo "$line" ;;
      esac
    done >&2; then
    rm -rf "$lib"
    echo "$name: the build failed; 'mvn verify' in $home shows why" >&2
    exit 1
  fi
fi
