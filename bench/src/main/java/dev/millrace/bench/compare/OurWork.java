package dev.millrace.bench.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

import ai.onnxruntime.OrtException;
import com.sun.management.ThreadMXBean;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.ProductBenchmark;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.transport.ExactAssignment;

/** Millrace's part of each case. */
final class OurWork {
  private static final int GROWTH_STEPS = 10;

  private final Path files;
  private final Path root;
  private final int threads;

  /**
   * @param files what {@link SharedFiles} made
   * @param root of the repository
   */
  OurWork(Path files, Path root, int threads) {
    this.files = files;
    this.root = root;
    this.threads = threads;
  }

  /** Prepares the work. */
  Work of(Case one, String form) throws IOException, OrtException {
    return switch (one) {
      case TRAIN_SMALL -> new OurTraining(new MlpShape(2, 128, 3, 1), 256, Coupling.INDEPENDENT, threads);
      case TRAIN_LARGE -> new OurTraining(new MlpShape(2, 256, 4, 1), 1024, Coupling.INDEPENDENT, threads);
      case TRAIN_OT -> new OurTraining(new MlpShape(2, 128, 3, 1), 256,
          form.equals("ot") ? new MinibatchOt() : Coupling.INDEPENDENT, threads);
      case SAMPLE_10K -> sampling("noise-10000", 100);
      case SAMPLE_LATENCY -> sampling("noise-256", 10);
      case PRODUCT -> form.equals("peak")
          ? Work.repeating(FmaPeak.operations() * 1e-9, FmaPeak::run)
          : product(Integer.parseInt(form));
      case GROWTH -> growth(Integer.parseInt(form));
      case OT_256, OT_1024, OT_4096, OT_784D_256 -> transport(one);
      case W2_10000 -> {
        float[] source = SharedFiles.read(files, one.label() + "-source");
        float[] data = SharedFiles.read(files, one.label() + "-data");
        yield Work.repeating(1, () -> Wasserstein.w2(source, data, 2));
      }
      case UNET_TRAIN -> OurImages.training(threads);
      case UNET_SAMPLE -> OurImages.sampling(files, threads);
      case ONNX_POINTS_4 -> exported(form, 4);
      case ONNX_POINTS_100 -> exported(form, 100);
      case ONNX_IMAGES -> form.equals("sampler")
          ? OurOnnx.images(files, threads)
          : OurOnnx.graph(files, files.resolve(OurOnnx.MODEL), OurOnnx.NOISE, new long[]{OurOnnx.IMAGES, 1, 28, 28},
              OurOnnx.STEPS, (double) OurOnnx.IMAGES * OurOnnx.STEPS, threads);
      case SERVICE_1000, SERVICE_ONE -> OurService.of(one, files, root, threads);
      case COLD_START -> coldStart();
    };
  }

  private VelocityMlp network() throws IOException {
    return FlowModel.read(files.resolve("run").resolve("model.safetensors")).velocity();
  }

  private Sampler sampler(int steps) {
    return new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)), threads);
  }

  private Work sampling(String noise, int steps) throws IOException {
    VelocityMlp network = network();
    float[] x0 = SharedFiles.read(files, noise);
    Sampler sampler = sampler(steps);
    return Work.repeating(1, () -> meanSize(sampler.sample(network, x0, 2).points()));
  }

  private Work exported(String form, int steps) throws IOException, OrtException {
    String noise = "noise-10000";
    return form.equals("sampler")
        ? sampling(noise, steps)
        : OurOnnx.graph(files, files.resolve("run").resolve("model.safetensors"), noise, new long[]{10_000, 2}, steps,
            1,
            threads);
  }

  static double meanSize(float[] points) {
    double sum = 0;
    for (float x : points) {
      sum += Math.abs(x);
    }
    return sum / points.length;
  }

  private Work growth(int count) throws IOException {
    VelocityMlp network = network();
    float[] x0 = Sampler.startPoints(new Gaussian(2), count, new Seed(0));
    Sampler sampler = sampler(GROWTH_STEPS);
    Work timed = Work.repeating((double) count * GROWTH_STEPS, () -> sampler.sample(network, x0, 2).points()[0]);
    return seconds -> {
      Work.Measured measured = timed.measure(seconds);
      ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = memory.getTotalThreadAllocatedBytes();
      float[] points = sampler.sample(network, x0, 2).points();
      long beyond = memory.getTotalThreadAllocatedBytes() - before - 4L * points.length;
      return new Work.Measured(measured.seconds(), measured.value(),
          String.format(Locale.ROOT, "%,d kB allocated meanwhile", beyond / 1000));
    };
  }

  private static Work product(int width) {
    ProductBenchmark product = new ProductBenchmark();
    product.setUp(64, width);
    int repeats = 1000;
    return Work.repeating(product.operations() * repeats * 1e-9, () -> {
      float sum = 0;
      for (int i = 0; i < repeats; i++) {
        sum += product.multiply()[0];
      }
      return sum;
    });
  }

  private Work transport(Case one) throws IOException {
    float[] source = SharedFiles.read(files, one.label() + "-source");
    float[] data = SharedFiles.read(files, one.label() + "-data");
    int dim = one == Case.OT_784D_256 ? 784 : 2;
    // The cost is the sum over all pairs; peers return the mean.
    return Work.repeating(1,
        () -> ExactAssignment.squaredEuclidean(source, data, dim).cost() * dim / source.length);
  }

  private Work coldStart() {
    ProcessBuilder sample = new ProcessBuilder(root.resolve("millrace").toString(), "sample",
        files.resolve("run").toString(), "--count", "1000", "--threads", Integer.toString(threads), "--out",
        files.resolve("cold-millrace.npy").toString()).redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD);
    return Work.repeating(1, () -> {
      int status = sample.start().waitFor();
      if (status != 0) {
        throw new IOException("'millrace sample' ended with status " + status);
      }
      return 0;
    });
  }
}
