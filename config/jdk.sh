# Sourced by the launchers. It sets java to that of a suitable JDK, or exits with one line of explanation.

# Whether $1 is the java of a JDK 25, at least 25.0.3: earlier ones have a G1 bug with pinned arrays (JDK-8377811).
# Later major versions are not used, because the Vector API, an incubator module, may change with each.
suits() {
  [ -x "$1" ] || return 1
  local release="${1%/bin/java}/release" version
  if [ -f "$release" ]; then
    version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$release")
  else
    version=$("$1" -version 2>&1 | sed -n '1s/.*"\(.*\)".*/\1/p')
  fi
  found="$found${found:+, }$version"
  local major minor patch
  IFS=.+- read -r major minor patch _ <<<"$version.0.0"
  [ "$major" = 25 ] && { [ "${minor:-0}" -gt 0 ] || [ "${patch:-0}" -ge 3 ]; }
}

java=
found=
for candidate in "${JAVA_HOME:-/nonexistent}/bin/java" "$(readlink -f "$(command -v java || echo /nonexistent)")" \
  /usr/lib/jvm/*/bin/java /opt/*/bin/java "${HOME:-/nonexistent}"/.sdkman/candidates/java/*/bin/java \
  "${HOME:-/nonexistent}"/.jdks/*/bin/java /Library/Java/JavaVirtualMachines/*/Contents/Home/bin/java; do
  if suits "$candidate"; then
    java=$candidate
    break
  fi
done
if [ -z "$java" ]; then
  echo "$(basename "$0"): no JDK 25 (25.0.3 or later, not 26) found in JAVA_HOME, PATH or the usual places${found:+, only $found}; install one, or set JAVA_HOME" >&2
  exit 1
fi
unset found
