# Sourced with java, lib and options set, after launch.sh.

# make_cache FILE: writes a cache of the classes and lambdas that a short training uses, which halves the start-up time.
# Fails, and leaves nothing, if that is not possible.
make_cache() {
  set_classpath
  local list="$1.list" made=0
  # Classes and lambdas in an order of their own, without numbers, because threads load them in another order each time; and
  # without the constants that were resolved (@cp), which are others each time.
  { "$java" "${options[@]}" -XX:DumpLoadedClassList="$list.raw" -cp "$classpath" dev.millrace.cli.FirstUse &&
    { sed -n 's/^\([^@#].*\) id: [0-9]*$/\1/p' "$list.raw" | LC_ALL=C sort -u; grep '^@lambda' "$list.raw" | LC_ALL=C sort -u; } >"$list" &&
    "$java" "${options[@]}" -Xshare:dump -XX:SharedClassListFile="$list" -XX:SharedArchiveFile="$1" -cp "$classpath"; } \
    >/dev/null 2>&1 </dev/null || { made=1; rm -f "$1"; }
  rm -f "$list" "$list.raw"
  return $made
}
