package dev.millrace.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import dev.millrace.flow.io.FloatArray;

/** The nodes by which all of our networks see a number, such as the time: 32 sines, then 32 cosines. */
final class TimeFeatures {
  private static final int FREQUENCIES = 32;

  private TimeFeatures() {
  }

  /** Features [1, 64] of a number, whose scale is multiplied into the frequencies. */
  static String of(Graph graph, String number, double scale) {
    float[] frequencies = new float[FREQUENCIES];
    for (int i = 0; i < FREQUENCIES; i++) {
      frequencies[i] = (float) (scale * Math.exp(-Math.log(10_000) * i / FREQUENCIES));
    }
    String angles = graph.node("Mul", number,
        graph.weight("frequencies_" + scale, FloatArray.of(frequencies, 1, FREQUENCIES)));
    return graph.node("Concat", List.of(graph.node("Sin", angles), graph.node("Cos", angles)),
        Attribute.of("axis", 1L));
  }

  /** The embedding of a span: its features less those of 0, then two linear layers with SiLU between them. */
  static String span(Graph graph, String span, double scale, UnaryOperator<String> first,
      UnaryOperator<String> second) {
    float[] ofZero = new float[2 * FREQUENCIES];
    Arrays.fill(ofZero, FREQUENCIES, 2 * FREQUENCIES, 1f);
    String features = graph.node("Sub", of(graph, span, scale),
        graph.weight("features_of_0", FloatArray.of(ofZero, 1, 2 * FREQUENCIES)));
    return second.apply(silu(graph, first.apply(features)));
  }

  /** z·σ(z). */
  static String silu(Graph graph, String z) {
    return graph.node("Mul", z, graph.node("Sigmoid", z));
  }
}
