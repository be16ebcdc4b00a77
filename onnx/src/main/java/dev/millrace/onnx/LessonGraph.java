package dev.millrace.onnx;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.torch.LessonUNet;

/** The nodes of {@link LessonUNet}. */
record LessonGraph(LessonUNet net, SequencedMap<String, FloatArray> weights, int opset) implements FieldGraph {
  @Override
  public int classes() {
    return 0;
  }

  @Override
  public int spans() {
    return 0;
  }

  @Override
  public List<Integer> shape() {
    return net.imageShape();
  }

  @Override
  public String velocity(Graph graph, String x, String t, List<String> spans, Optional<String> labels) {
    ImageLayers layers = new ImageLayers(graph, weights, opset);
    String time = layers.silu(layers.linear("time_mlp.0", TimeFeatures.of(graph, t, 1)));
    String h1 = graph.node("Add", layers.silu(layers.conv("enc1", layers.padded(x, net), 1)),
        layers.reshape(time, 1, net.hidden(), 1, 1));
    String h2 = layers.silu(layers.conv("enc2", h1, 2));
    String h3 = layers.silu(layers.conv("enc3", h2, 2));
    String d3 = layers.silu(layers.doubling("dec3", h3));
    String d2 = layers.silu(layers.doubling("dec2", layers.cat(d3, h2)));
    return layers.cut(layers.conv("dec1", layers.cat(d2, h1), 1), net);
  }
}
