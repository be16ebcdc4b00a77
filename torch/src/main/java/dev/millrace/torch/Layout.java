package dev.millrace.torch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.torch.Parameter.Start;

/**
 * The positions of a network's weights in one array, one after another. It is built layer by layer, in the order of
 * use.
 */
final class Layout {
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final SequencedMap<String, Integer> offsets = new LinkedHashMap<>();
  private int size;

  private void add(String name, Start start, int... shape) {
    Parameter parameter = new Parameter(name, IntStream.of(shape).boxed().toList(), start);
    if (parameters.put(name, parameter) != null) {
      throw new IllegalStateException("two weights are named " + name);
    }
    offsets.put(name, size);
    size = Math.addExact(size, parameter.count());
  }

  /**
   * PyTorch's initialisation of linear layers and convolutions: weight and bias uniform in ±1/√(inputs of one output).
   */
  private void affine(String name, int fanIn, int outputs, int... weight) {
    Start start = new Start.Uniform(1 / Math.sqrt(fanIn));
    add(name + ".weight", start, weight);
    add(name + ".bias", start, outputs);
  }

  Layout linear(String name, int in, int out) {
    affine(name, in, out, out, in);
    return this;
  }

  Layout conv(String name, int in, int out, int kernel) {
    affine(name, in * kernel * kernel, out, out, in, kernel, kernel);
    return this;
  }

  /** PyTorch computes the fan-in of a transposed convolution from its outputs. */
  Layout transposed(String name, int in, int out, int kernel) {
    affine(name, out * kernel * kernel, out, in, out, kernel, kernel);
    return this;
  }

  /** A convolution that starts at zero, so that the block that it ends adds nothing at first. */
  Layout zeroConv(String name, int in, int out, int kernel) {
    add(name + ".weight", new Start.Constant(0), out, in, kernel, kernel);
    add(name + ".bias", new Start.Constant(0), out);
    return this;
  }

  /** A linear layer that starts at zero. */
  Layout zeroLinear(String name, int in, int out) {
    add(name + ".weight", new Start.Constant(0), out, in);
    add(name + ".bias", new Start.Constant(0), out);
    return this;
  }

  /** A linear layer without bias. */
  Layout withoutBias(String name, int in, int out) {
    add(name + ".weight", new Start.Uniform(1 / Math.sqrt(in)), out, in);
    return this;
  }

  /** A linear layer without bias that starts at zero. */
  Layout zeroWithoutBias(String name, int in, int out) {
    add(name + ".weight", new Start.Constant(0), out, in);
    return this;
  }

  Layout norm(String name, int channels) {
    add(name + ".weight", new Start.Constant(1), channels);
    add(name + ".bias", new Start.Constant(0), channels);
    return this;
  }

  Layout embedding(String name, int rows, int width) {
    add(name + ".weight", new Start.Normal(), rows, width);
    return this;
  }

  List<Parameter> parameters() {
    return new ArrayList<>(parameters.values());
  }

  /** Count of numbers in all weights together. */
  int size() {
    return size;
  }

  int offset(String name) {
    Integer offset = offsets.get(name);
    if (offset == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return offset;
  }

  /** The initial weights. */
  float[] start(Seed seed) {
    float[] weights = new float[size];
    int index = 0;
    for (Parameter parameter : parameters.values()) {
      parameter.fill(weights, offset(parameter.name()), seed.generator(Seed.Purpose.WEIGHTS, index++, 0));
    }
    return weights;
  }
}
