#!/usr/bin/env bash
# Kills the real command N times (200 if not said) at random moments and compares what comes of it; another SEED, other moments.
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl flow,plot,cli -am test -Dtest=KillTests -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip \
  -DargLine="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED -Xmx2g -Dmillrace.kills=${1:-200} -Dmillrace.kills.seed=${2:-1}"
