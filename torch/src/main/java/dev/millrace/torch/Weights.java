package dev.millrace.torch;

import java.util.HashMap;
import java.util.Map;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network's weights as its layers read them: by name, in the type that layers compute in. A weight is cast when it is
 * first read. A training step makes new casts, through which gradients flow back to the fp32 weights; a sampler keeps
 * its casts.
 */
final class Weights {
  private final Map<String, Tensor> exact;
  private final ScalarType type;
  private final Map<String, Tensor> cast = new HashMap<>();

  /**
   * @param exact fp32 weights by name, shared
   * @param type that layers compute in
   */
  Weights(Map<String, Tensor> exact, ScalarType type) {
    this.exact = exact;
    this.type = type;
  }

  /** Views of one array of weights, one per parameter. */
  static Map<String, Tensor> views(Layout layout, Tensor flat) {
    Map<String, Tensor> views = new HashMap<>();
    for (Parameter parameter : layout.parameters()) {
      long[] shape = parameter.shape().stream().mapToLong(n -> n).toArray();
      views.put(parameter.name(), flat.narrow(0, layout.offset(parameter.name()), parameter.count()).view(shape));
    }
    return views;
  }

  /** Casts all weights and keeps them beyond the current scope, until {@link #free}. */
  Weights keep() {
    exact.keySet().forEach(this::get);
    exact.values().forEach(Tensor::retainReference);
    cast.values().forEach(Tensor::retainReference);
    return this;
  }

  /** Frees the casts that {@link #keep} made. */
  void free() {
    exact.values().forEach(Tensor::releaseReference);
    cast.values().forEach(Tensor::releaseReference);
  }

  ScalarType type() {
    return type;
  }

  /** A weight in the type that layers compute in. */
  Tensor get(String name) {
    // Threads share the casts of keep(), so the map must not change; computeIfAbsent may change it, to grow its table.
    Tensor known = cast.get(name);
    if (known == null) {
      known = Ops.layerInput(exact(name), type);
      cast.put(name, known);
    }
    return known;
  }

  /** A weight in fp32. */
  Tensor exact(String name) {
    Tensor weight = exact.get(name);
    if (weight == null) {
      throw new IllegalArgumentException("no weight is named " + name);
    }
    return weight;
  }

  Tensor conv(String name, Tensor x, int stride) {
    return Ops.conv(x, get(name + ".weight"), get(name + ".bias"), stride);
  }

  Tensor convToFew(String name, Tensor... inputs) {
    return Ops.convToFew(get(name + ".weight"), get(name + ".bias"), inputs);
  }

  Tensor doubling(String name, Tensor x) {
    return Ops.doubling(x, get(name + ".weight"), get(name + ".bias"));
  }

  Tensor linear(String name, Tensor x) {
    return Ops.linear(x, get(name + ".weight"), get(name + ".bias"));
  }

  /** A linear layer in fp32. */
  Tensor exactLinear(String name, Tensor x) {
    return Ops.linear(x, exact(name + ".weight"), exact(name + ".bias"));
  }

  /** A linear layer in fp32 without bias. */
  Tensor withoutBias(String name, Tensor x) {
    return Ops.linear(x, exact(name + ".weight"));
  }

  Tensor norm(String name, Tensor x) {
    return Ops.groupNorm(x, Math.toIntExact(x.size(1)) / ResidualUNet.GROUP, get(name + ".weight"),
        get(name + ".bias"));
  }
}
