#!/usr/bin/env bash
# Serves samples at 80 % of what this machine can, with its clients on the same machine; exits with 1 if a request fails,
# or if the heap, the process, its threads or its open files grow.   reliability/serve-soak.sh [MINUTES, default 60]
set -euo pipefail
cd "$(dirname "$0")/.."
. config/jdk.sh
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am test-compile -Dspotless.check.skip
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.check.skip
exec "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Djava.awt.headless=true \
  -cp "${CLASSPATH:-cli/target/test-classes:cli/target/lib/*}" dev.millrace.cli.ServeSoak "${1:-60}"
