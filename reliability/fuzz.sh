#!/usr/bin/env bash
# Fuzzes one reader for some seconds, guided by coverage (Jazzer), and adds inputs that increase the coverage to its
# saved corpus. "request" is what reads the requests to a server.
#   reliability/fuzz.sh npy|csv|data|idx|png|jpeg|pictures|safetensors|model|yaml|log|evaluation|manifest|request|all [SECONDS each, default 60]
set -euo pipefail
cd "$(dirname "$0")/../flow"
targets=${1:?which reader, or all}
seconds=${2:-60}
[ "$targets" != all ] || targets="npy csv data idx png jpeg pictures safetensors model yaml log evaluation manifest request"
. ../config/jdk.sh
[ -n "${BUILT:-}" ] || mvn -q -B -f .. -pl flow,serve -am -Pfuzz test-compile dependency:build-classpath -Dmdep.outputFile=target/fuzz.classpath -Dspotless.check.skip
for target in $targets; do
  module=flow class=dev.millrace.flow.fuzz.Fuzz code='dev.millrace.flow.**:tools.jackson.**:de.siegmar.**:org.snakeyaml.**'
  [ "$target" != request ] || module=serve class=dev.millrace.serve.http.RequestFuzz code='dev.millrace.serve.http.**:tools.jackson.core.**'
  # The folder of flow's tests holds the class Corpus.
  classpath="../$module/target/test-classes:../$module/target/classes:target/test-classes:$(cat "../$module/target/fuzz.classpath")"
  work=target/fuzz/$target
  saved=../$module/src/test/resources/fuzz/$target.txt
  rm -rf "$work"
  mkdir -p "$work/found" "$work/merged"
  "$java" -cp "$classpath" dev.millrace.flow.fuzz.Corpus unpack "$saved" "$work/seeds"
  jazzer() {
    "$java" -Xmx2g -Djava.io.tmpdir="$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)" \
      -Dmillrace.fuzz.target="$(echo "$target" | tr '[:lower:]' '[:upper:]')" \
      -XX:+EnableDynamicAgentLoading -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
      --target_class=$class --instrumentation_includes="$code" \
      -timeout=60 -rss_limit_mb=4096 -artifact_prefix="$work/" --reproducer_path="$work" "$@" 2>&1
  }
  # A failing input stops the fuzzing and is in target/fuzz/TARGET.
  jazzer -max_total_time="$seconds" -max_len=8192 "$work/found" "$work/seeds" >"$work/log.txt" || { tail -40 "$work/log.txt"; exit 1; }
  grep -E "^Done|DONE" "$work/log.txt" | sed "s/^/$target: /"
  # The smallest set of inputs with the same coverage, each of at most 2 KiB.
  jazzer -merge=1 -max_len=2048 "$work/merged" "$work/seeds" "$work/found" >"$work/merge.txt" || { tail -40 "$work/merge.txt"; exit 1; }
  "$java" -cp "$classpath" dev.millrace.flow.fuzz.Corpus pack "$work/merged" "$work/packed.txt"
  # All old inputs are kept; some dozens of the new ones are enough for CI.
  { cat "$saved"; shuf -n 60 --random-source=<(yes) "$work/packed.txt"; } | LC_ALL=C sort -u >"$work/all.txt"
  head -c 200000 "$work/all.txt" | awk 'length <= 3000' >"$saved.new" && mv "$saved.new" "$saved"
done
