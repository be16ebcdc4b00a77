#!/usr/bin/env bash
# Writes the hashes of the golden runs again. Run it when a release changes results on purpose.
set -euo pipefail
cd "$(dirname "$0")/.."
file=$PWD/cli/src/test/resources/golden-runs.properties
mkdir -p "$(dirname "$file")"
touch "$file"
mvn -q -B -pl flow,plot,cli -am test -Dtest='RepeatabilityTests#golden*' -Dsurefire.failIfNoSpecifiedTests=false \
  -Dspotless.check.skip -Dmillrace.golden="$file"
cat "$file"
