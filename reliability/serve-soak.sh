#!/usr/bin/env bash
# Serves samples at 80 % of what this machine can, which it measures first, with its clients on the same machine. Prints for each
# minute the requests, latencies, heap, memory of the process, threads and open files, and at the end PASS or FAIL beside the
# bounds; exits with 1 if a request fails or an answer differs, or if one of those grows.
#   reliability/serve-soak.sh [MINUTES, default 60]
set -euo pipefail
cd "$(dirname "$0")/.."
. config/jdk.sh
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am test-compile -Dspotless.check.skip
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.check.skip
exec "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m -Djava.awt.headless=true \
  -cp "${CLASSPATH:-cli/target/test-classes:cli/target/lib/*}" dev.millrace.cli.ServeSoak "${1:-60}"
