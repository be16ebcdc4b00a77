#!/usr/bin/env bash
# Kills the real command N times (200 if not said) at random moments and compares what comes of it; another SEED, other moments.
#   reliability/kills.sh [N] [SEED] [killedTrainings|killedReflows|killedSampling|killedImageTrainings]
set -euo pipefail
cd "$(dirname "$0")/.."
mvn -q -B -pl flow,plot,cli -am test -Dtest="KillTests${3:+#$3*}" -Dsurefire.failIfNoSpecifiedTests=false -Dspotless.check.skip \
  -Dmillrace.kills="${1:-200}" -Dmillrace.kills.seed="${2:-1}"
