package dev.millrace.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.LessonUNet;
import dev.millrace.torch.ResidualUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static dev.millrace.onnx.Graphs.ORIGIN;
import static dev.millrace.onnx.Graphs.largest;
import static dev.millrace.onnx.Graphs.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** Graphs of images in ONNX Runtime give what LibTorch gives in single precision. */
class ImageGraphTests {
  private static final double CLOSE = 1e-4;
  private static final TorchOptions EXACT = new TorchOptions(TorchOptions.DeviceChoice.CPU,
      TorchOptions.PrecisionChoice.FP32, 1);
  /** Of each kind one whose images have to be padded. */
  static final List<ImageNet> NETS = List.of(new LessonUNet(1, 8, 8, 8), new LessonUNet(3, 7, 10, 5),
      new ResidualUNet(1, 10, 9, 3, 2, List.of(32, 64), 1, 1, 0),
      new ResidualUNet(3, 8, 12, 0, 1, List.of(16, 128, 32), 2, 1, 0.1),
      new ResidualUNet(1, 8, 8, 2, 2, List.of(16, 32), 1, 1, 0, 2, 10),
      new ResidualUNet(1, 8, 8, 0, 1, List.of(16, 32), 1, 0, 0, 1, 10));

  @TempDir
  private Path folder = Path.of("");

  @ParameterizedTest
  @FieldSource("NETS")
  void samplesAreOurs(ImageNet net) throws IOException {
    ImageModel model = Graphs.images(net);
    try (Torch torch = Torch.open(EXACT); ImageFlow flow = new ImageFlow(torch, model)) {
      for (int opset : new int[]{18, 21}) {
        try (OnnxSession session = Graphs.open(folder,
            OnnxGraph.of(model, ORIGIN, OnnxOptions.DEFAULTS.withOpset(opset)))) {
          // ONNX Runtime's GroupNormalization, of opset 21, cannot take no images.
          for (int rows : opset == 18 ? new int[]{0, 1, 3} : new int[]{1, 3}) {
            compare(session, flow, net, rows, 1);
            if (net.classes() > 0) {
              compare(session, flow, net, rows, 2);
            }
          }
        }
      }
    }
  }

  private static void compare(OnnxSession session, ImageFlow flow, ImageNet net, int rows, float guidance) {
    float[] x0 = noise(rows * net.dim());
    OnnxSession.Call call = session.call().floats("x0", x0, rows, net.channels(), net.height(), net.width())
        .integers("steps", new int[]{4});
    int[] labels = new int[net.classes() == 0 ? 0 : rows];
    Arrays.setAll(labels, i -> net.classes() - i % (net.classes() + 1));
    if (net.classes() > 0) {
      call.integers("class", labels, rows).floats("guidance", new float[]{guidance});
    }
    float[] graph = call.run("samples");
    assertEquals(x0.length, graph.length);
    if (rows > 0) {
      TimeGrid grid = TimeGrid.uniform(4);
      ImageFlow by = net.spans() > 0 ? flow.along(grid) : flow;
      float[] ours = by.sample(new FixedStepSolver(Tableau.EULER, grid), x0, labels, guidance).points();
      assertEquals(0, largest(graph, ours), CLOSE, rows + " images, guidance " + guidance);
    }
  }
}
