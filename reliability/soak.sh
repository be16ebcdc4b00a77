#!/usr/bin/env bash
# 100,000 training steps and 10,000 sample calls of each engine in one process; exits with 1 if heap or process memory grows.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl cli -am test-compile -Dspotless.check.skip
mvn -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.check.skip
java=$(ls -d "${JAVA_HOME:-/none}"/bin/java /usr/lib/jvm/*25*/bin/java 2>/dev/null | while read -r j; do "$j" -version 2>&1 | grep -q '"25' && echo "$j" && break; done)
exec "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx256m \
  -cp "cli/target/test-classes:cli/target/lib/*" dev.millrace.cli.Soak
