package dev.millrace.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;

/** Flows of random weights, and graphs of them. */
final class Graphs {
  static final OnnxGraph.Origin ORIGIN = new OnnxGraph.Origin("0".repeat(64), Map.of("seed", "7"));

  private Graphs() {
  }

  static FlowModel points(MlpShape shape) {
    return points(shape, Standardizer.identity(shape.dim()));
  }

  static FlowModel points(MlpShape shape, Standardizer units) {
    Random random = new Random(11);
    SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
    // Half of the weights of a new span are zero.
    MlpWeights.tensors(VelocityMlp.random(shape, new Seed(3))).forEach((name, tensor) -> {
      float[] values = tensor.values().clone();
      for (int i = 0; i < values.length; i++) {
        values[i] += 0.1f * (float) random.nextGaussian();
      }
      tensors.put(name, new FloatArray(values, tensor.shape()));
    });
    VelocityMlp mlp = MlpWeights.network("random", tensors, shape.timeScale(), shape.activation(), shape.extra());
    return new FlowModel(mlp, "gaussian", "linear", units, List.of());
  }

  static ImageModel images(ImageNet net) {
    float[] weights = net.start(new Seed(3));
    Random random = new Random(12);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.02f * (float) random.nextGaussian();
    }
    return new ImageModel(net, weights, "linear", List.of());
  }

  static OnnxSession open(Path folder, OnnxGraph graph) throws IOException {
    Path file = folder.resolve("graph.onnx");
    graph.write(file);
    return OnnxSession.open(file);
  }

  static float[] noise(int numbers) {
    Random random = new Random(5);
    float[] noise = new float[numbers];
    for (int i = 0; i < numbers; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    return noise;
  }

  static double largest(float[] a, float[] b) {
    if (a.length != b.length) {
      throw new AssertionError(a.length + " numbers, expected " + b.length);
    }
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      double difference = Math.abs((double) a[i] - b[i]);
      largest = difference > largest || Double.isNaN(difference) ? difference : largest;
    }
    return largest;
  }
}
