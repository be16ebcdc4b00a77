#!/usr/bin/env bash
# Clients ask without end while the service is killed, ended and started, its models and tokens are replaced and damaged, and
# other clients are slow or rude; exits with 1 if an answer is wrong or lost.
#   reliability/serve-chaos.sh [MINUTES, default 20] [SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
. config/jdk.sh
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am test-compile -Dspotless.check.skip
[ -n "${BUILT:-}" ] || mvn -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.check.skip
exec "$java" --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx512m -Djava.awt.headless=true \
  -cp "${CLASSPATH:-cli/target/test-classes:cli/target/lib/*}" dev.millrace.cli.ServeChaos "${1:-20}" ${2:-}
