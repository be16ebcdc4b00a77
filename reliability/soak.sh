#!/usr/bin/env bash
# 100,000 training steps and 10,000 sample calls of each engine in one process; exits with 1 if heap or process memory grows.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl cli -am test-compile -Dspotless.check.skip
mvn -q -B -pl cli -am package -Dmaven.test.skip -Dspotless.check.skip
. config/jdk.sh
exec "$java" --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx256m \
  -Dorg.bytedeco.javacpp.cachedir=cli/target/natives -cp "cli/target/test-classes:cli/target/lib/*" dev.millrace.cli.Soak
