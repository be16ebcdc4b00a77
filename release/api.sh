#!/usr/bin/env bash
# api.sh: writes the public API of each module into the folder api, as the API of the release that is being made.
# From then on the tests fail if something of it is missing.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf api
mvn -q -B -ntp -Dapi.write=true -Dtest=PublicApiTests -Dsurefire.failIfNoSpecifiedTests=false -pl cli -am test
wc -l api/*.txt
