package dev.millrace.onnx;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.torch.ResidualUNet;

/** The nodes of {@link ResidualUNet}. */
record ResidualGraph(ResidualUNet net, SequencedMap<String, FloatArray> weights, int opset) implements FieldGraph {
  @Override
  public int classes() {
    return net.classes();
  }

  @Override
  public int spans() {
    return net.spans();
  }

  @Override
  public List<Integer> shape() {
    return net.imageShape();
  }

  @Override
  public String velocity(Graph graph, String x, String t, List<String> spans, Optional<String> labels) {
    return new Pass(graph, new ImageLayers(graph, weights, opset)).velocity(x, t, spans, labels);
  }

  /** One evaluation. */
  private final class Pass {
    private final Graph graph;
    private final ImageLayers layers;
    private String embedding = "";
    /** The size of an image at the resolution of the next block. */
    private int height;
    private int width;

    Pass(Graph graph, ImageLayers layers) {
      this.graph = graph;
      this.layers = layers;
      height = ImageLayers.padded(net.height(), net) / net.patch();
      width = ImageLayers.padded(net.width(), net) / net.patch();
    }

    String velocity(String x, String t, List<String> spans, Optional<String> labels) {
      embedding = layers.silu(embedding(t, spans, labels));
      String whole = layers.padded(x, net);
      String patches = net.patch() > 1
          ? layers.unshuffled(whole, net.patch(), net.channels(), height * net.patch(), width * net.patch())
          : whole;
      String h = layers.conv("in", patches, 1);
      Deque<String> skips = new ArrayDeque<>();
      int in = net.widths().getFirst();
      for (int level = 0; level < net.widths().size(); level++) {
        h = level > 0 ? halved(h) : h;
        int out = net.widths().get(level);
        for (int b = 0; b < net.blocks(); b++) {
          h = block("down." + level + "." + b, h, in, out, level >= net.attentionFrom());
          in = out;
          skips.push(h);
        }
      }
      h = block("middle", h, in, in, true);
      for (int level = net.widths().size() - 1; level >= 0; level--) {
        int out = net.widths().get(level);
        for (int b = 0; b < net.blocks(); b++) {
          h = block("up." + level + "." + b, layers.cat(h, skips.pop()), in + out, out, level >= net.attentionFrom());
          in = out;
        }
        h = level > 0 ? doubled(h) : h;
      }
      String v = layers.conv("out.conv", layers.silu(norm("out.norm", h, in)), 1);
      return layers.cut(net.patch() > 1 ? layers.shuffled(v, net.patch()) : v, net);
    }

    private String halved(String h) {
      height /= 2;
      width /= 2;
      return layers.halved(h);
    }

    private String doubled(String h) {
      height *= 2;
      width *= 2;
      return layers.doubled(h);
    }

    /** The embedding of time, spans and class, [n, embedding] or [1, embedding]. */
    private String embedding(String t, List<String> spans, Optional<String> labels) {
      String sum = layers.linear("time.2",
          layers.silu(layers.linear("time.0", TimeFeatures.of(graph, t, net.timeScale()))));
      for (int i = 0; i < spans.size(); i++) {
        String name = ResidualUNet.SPANS.get(i);
        sum = graph.node("Add", sum, TimeFeatures.span(graph, spans.get(i), ResidualUNet.TIME_SCALE,
            inner -> layers.withoutBias(name + ".0", inner), inner -> layers.withoutBias(name + ".2", inner)));
      }
      return net.classes() == 0
          ? sum
          : graph.node("Add", sum,
              graph.node("Gather", layers.weight("class.weight"),
                  labels.orElseGet(() -> graph.integers(net.classes()))));
    }

    private String norm(String name, String x, int channels) {
      return layers.norm(name, x, channels / ResidualUNet.GROUP, height, width);
    }

    private String block(String name, String x, int in, int out, boolean attention) {
      String h = layers.conv(name + ".conv1", layers.silu(norm(name + ".norm1", x, in)), 1);
      List<String> scaleShift = graph.nodes(2, "Split",
          List.of(layers.reshape(layers.linear(name + ".scale_shift", embedding), 0, 2L * out, 1, 1)),
          Attribute.of("axis", 1L), Attribute.of("num_outputs", 2L));
      String scale = graph.node("Add", scaleShift.getFirst(), graph.number(1));
      String scaled = graph.node("Mul", norm(name + ".norm2", h, out), scale);
      h = layers.silu(graph.node("Add", scaled, scaleShift.getLast()));
      String skip = in == out ? x : layers.conv(name + ".skip", x, 1);
      h = graph.node("Add", layers.conv(name + ".conv2", h, 1), skip);
      return attention ? graph.node("Add", h, attention(name + ".attention", h, out)) : h;
    }

    /** Self-attention over the pixels, in heads of 64 channels. */
    private String attention(String name, String x, int channels) {
      int heads = Math.max(1, channels / ResidualUNet.HEAD);
      int each = channels / heads;
      long pixels = (long) height * width;
      String qkv = layers.reshape(layers.ofPixels(name + ".qkv", norm(name + ".norm", x, channels)), 0, 3L * heads,
          each,
          pixels);
      List<String> parts = graph.nodes(3, "Split", List.of(qkv), Attribute.of("axis", 1L),
          Attribute.of("num_outputs", 3L));
      // Queries and keys are [n, heads, channels, pixels]: scores[i, j] = qᵢ·kⱼ.
      String scores = graph.node("MatMul", layers.transposed(parts.get(0), 0, 1, 3, 2), parts.get(1));
      String shares = graph.node("Softmax",
          List.of(graph.node("Mul", scores, graph.number((float) (1 / Math.sqrt(each))))), Attribute.of("axis", 3L));
      String mixed = graph.node("MatMul", parts.get(2), layers.transposed(shares, 0, 1, 3, 2));
      return layers.ofPixels(name + ".out", layers.reshape(mixed, 0, channels, height, width));
    }
  }
}
