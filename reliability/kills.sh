#!/usr/bin/env bash
# Kills the real command N times (default 200) at random times and compares the results; another SEED gives other times.
#   reliability/kills.sh [N] [SEED] [killedTrainings|killedReflows|killedSampling|killedImageTrainings]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl flow,plot,cli -am test -Dtest="KillTests${3:+#$3*}" -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip \
  -Dmillrace.kills="${1:-200}" -Dmillrace.kills.seed="${2:-1}"
