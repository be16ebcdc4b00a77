# Sourced by the launchers, with java and lib set: the way in which the command is started, here and in what release/dist.sh
# makes. It sets options, and defines set_classpath and launch.

# The command loads the module of the Vector API itself: with --add-modules Java would print a warning at every start.
options=(--add-exports java.base/jdk.internal.module=ALL-UNNAMED --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC
  -Xlog:disable -Djava.awt.headless=true)

# Java encodes file names in the character set of the locale. If that is ASCII, or the locale is not installed, é is two
# characters for the shell, and another locale is tried.
utf8() {
  local letter=$'\xc3\xa9'
  [ "${#letter}" = 1 ]
}
for name in C.UTF-8 en_US.UTF-8; do
  utf8 || { export LC_ALL=$name; } 2>/dev/null
done

# Sets classpath to the libraries in an order that does not depend on the file system or the locale, because the cache of
# loaded classes is only valid for the same order.
set_classpath() {
  local LC_ALL=C
  local jars=("$lib"/*.jar)
  local IFS=:
  classpath="${jars[*]}"
}

# launch CACHE ARGUMENT…: becomes the command, with a cache of loaded classes if it can be read.
launch() {
  [ ! -r "$1" ] || options+=(-XX:SharedArchiveFile="$1")
  shift

  # If standard output or error is closed, the next file that is opened would get its number.
  [ -e /dev/fd/1 ] || exec 1</dev/null
  [ -e /dev/fd/2 ] || exec 2>/dev/null

  # The heap of Java is limited to --max-memory; the command rejects work that does not fit.
  local heap= before= argument kib=0 unit
  for argument in "$@"; do
    [ "$before" = --max-memory ] && heap=$argument
    case $argument in --max-memory=*) heap=${argument#*=} ;; esac
    before=$argument
  done
  # Java would refuse very small and very large sizes with messages of its own; the command has better ones.
  if [[ $heap =~ ^[0-9]{1,9}[kKmMgG]$ ]]; then
    case $heap in *[kK]) unit=1 ;; *[mM]) unit=1024 ;; *) unit=1048576 ;; esac
    kib=$((10#${heap%?} * unit))
  fi
  [ "$kib" -ge 16384 ] && [ "$kib" -le 1073741824 ] && heap=-Xmx$heap || heap=

  set_classpath
  exec "$java" "${options[@]}" -Dmillrace.command="$0" ${MILLRACE_JAVA_OPTS:-} $heap -cp "$classpath" \
    dev.millrace.cli.Millrace "$@"
}
