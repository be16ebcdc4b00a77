package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.onnx.OnnxGraph;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;

/** The exported sampler in ONNX Runtime, in this process, and the image network that it is compared on. */
final class OurOnnx {
  /** The file of the image network that all contestants sample with. */
  static final String MODEL = "small.safetensors";
  /** The file of the noise that they start from. */
  static final String NOISE = "noise-64-images";
  /** Images of a repeat. */
  static final int IMAGES = 64;
  /** Euler steps of a repeat. */
  static final int STEPS = 4;
  private static final int SIDE = 28;
  private static final double SMALL = 0.02;

  private OurOnnx() {
  }

  /** The network {@code small}, whose layers that start at zero have small weights, so that it computes something. */
  static ImageModel model(Seed seed) {
    ImageNet net = ImageNet.preset("small", 1, SIDE, SIDE, 0);
    float[] weights = net.start(seed);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = weights[i] == 0 ? (float) (SMALL * random.nextGaussian()) : weights[i];
    }
    return new ImageModel(net, weights, "linear", List.of());
  }

  /** Our own sampler on the image network, in fp32 as the graph. */
  static Work images(Path files, int threads) throws IOException {
    Torch torch = Torch
        .open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, threads));
    ImageFlow flow = new ImageFlow(torch, ImageModel.read(files.resolve(MODEL)));
    float[] noise = SharedFiles.read(files, NOISE);
    FixedStepSolver euler = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(STEPS));
    return Work.repeating((double) IMAGES * STEPS,
        () -> OurWork.meanSize(flow.sample(euler, noise, new int[0], 1).points()));
  }

  /**
   * A graph in ONNX Runtime.
   *
   * @param weights the model file
   * @param shape the shape of x0
   * @param units of one call
   */
  static Work graph(Path files, Path weights, String noise, long[] shape, int steps, double units, int threads)
      throws IOException, OrtException {
    Path file = files.resolve(noise + ".onnx");
    OnnxGraph.of(weights, Map.of(), OnnxOptions.DEFAULTS).write(file);
    float[] x0 = SharedFiles.read(files, noise);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    OrtSession session;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(file.toString(), options);
    }
    return Work.repeating(units, () -> {
      try (OnnxTensor start = OnnxTensor.createTensor(environment, FloatBuffer.wrap(x0), shape);
          OnnxTensor count = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[]{steps}), new long[0]);
          OrtSession.Result result = session.run(Map.of("x0", start, "steps", count))) {
        float[] samples = new float[x0.length];
        ((OnnxTensor) result.get(0)).getFloatBuffer().get(samples);
        return OurWork.meanSize(samples);
      }
    });
  }
}
