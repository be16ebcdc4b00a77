#!/usr/bin/env bash
# onnxruntime-web.sh [FILE.tgz]: puts the files of ONNX Runtime that pages need (export --to web) into module onnx again. They
# come from the npm package, which is fetched unless it is given, and are unchanged; only the largest is compressed.
# For another version: change the two lines below and those in THIRD-PARTY.md and NOTICE, and run the tests.
set -euo pipefail
version=1.30.0
checksum=d2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71

home=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
target=$home/onnx/src/main/resources/dev/millrace/onnx/web/ort
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=${1:-}
if [ -z "$package" ]; then
  (cd "$work" && npm pack --silent "onnxruntime-web@$version" >/dev/null)
  package=$work/onnxruntime-web-$version.tgz
fi
echo "$checksum  $package" | sha256sum --check --quiet
tar -xzf "$package" -C "$work"
mkdir -p "$target"
# The servers of many systems know no .mjs.
cp "$work/package/dist/ort.wasm.min.mjs" "$target/ort.wasm.min.js"
cp "$work/package/dist/ort-wasm-simd-threaded.mjs" "$target/ort-wasm-simd-threaded.js"
gzip -9n <"$work/package/dist/ort-wasm-simd-threaded.wasm" >"$target/ort-wasm-simd-threaded.wasm.gz"
(cd "$target" && sha256sum --check --quiet SHA256SUMS) && echo "version $version, as in SHA256SUMS"
