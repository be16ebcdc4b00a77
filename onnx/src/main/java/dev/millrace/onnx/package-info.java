/**
 * A trained flow as an ONNX graph, which every ONNX runtime computes: the velocity, or the whole sampler; and what such a file
 * holds.
 */
@NullMarked
package dev.millrace.onnx;

import org.jspecify.annotations.NullMarked;
