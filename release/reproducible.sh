#!/usr/bin/env bash
# reproducible.sh: builds the release and the distributions twice, each time from a clean clone of this commit, and compares
# all bytes.
set -euo pipefail
home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
git clone -q "$home" "$work/1"
git clone -q "$work/1" "$work/2"
for i in 1 2; do
  (cd "$work/$i" && mvn -q -B -ntp -Prelease,dist -DskipTests verify)
  (cd "$work/$i/target" && find repository ./*.tar.xz -type f ! -name 'maven-metadata.*' ! -name '*.asc*' -print0 | sort -z |
    xargs -0 sha256sum) >"$work/$i.sha256"
done
diff "$work/1.sha256" "$work/2.sha256" || { echo "the two builds differ" >&2; exit 1; }
echo "$(wc -l <"$work/1.sha256") files, the same in both builds"
