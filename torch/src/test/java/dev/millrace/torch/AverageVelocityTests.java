package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.train.Batch;
import dev.millrace.flow.train.Batches;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Inputs;
import dev.millrace.flow.train.Learner;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.MeanFlow;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Average velocities of images. */
class AverageVelocityTests {
  private static final ResidualUNet PLAIN = new ResidualUNet(1, 7, 6, 2, 2, List.of(16, 32), 1, 1, 0);
  private static final ResidualUNet GUIDED = PLAIN.withSpans(2);
  private static final int DIM = 42;
  private static final int ROWS = 10;

  /** Weights none of which is zero. */
  private static float[] weights(ImageNet net) {
    float[] weights = net.start(new Seed(1));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * wave[i];
    }
    return weights;
  }

  /** The network's output for images that have the same time, spans and class; no spans for the velocity. */
  private static float[] output(Torch engine, ResidualUNet net, float[] weights, float[] x, double t, double h,
      double guidance, int label) {
    return engine.call(() -> {
      Weights named = new Weights(
          Weights.views(Networks.layout(net), Ops.tensor(engine.device(), weights, 0, weights.length)),
          engine.layerType());
      TensorState images = new TensorState(
          Ops.tensor(engine.device(), x, 0, x.length / DIM, net.channels(), net.height(), net.width()));
      TensorState out = ImageFlow.SPACE.allocate(images);
      int[] labels = ImageEdits.labels(label, images.count());
      TensorField field = new TensorField(engine, net, named);
      if (net.spans() == 0) {
        field.velocity(images, t, labels, out);
      } else {
        field.map(guidance).average(images, t, h, labels, out);
      }
      return out.toArray();
    });
  }

  @Test
  void aStepOfNoLengthIsThePlainNetworkBitForBit() {
    float[] weights = weights(GUIDED);
    float[] plain = Arrays.copyOf(weights, PLAIN.parameterCount());
    float[] x = Shared.wave(3 * DIM);
    for (Torch engine : List.of(Shared.EXACT, Shared.FAST)) {
      float[] velocity = output(engine, PLAIN, plain, x, 0.3, 0, 1, 1);
      assertArrayEquals(velocity, output(engine, GUIDED, weights, x, 0.3, 0, 1, 1));
      try (ImageFlow flow = new ImageFlow(engine, GUIDED, weights)) {
        float[] diagonal = new float[x.length];
        flow.velocity(x, 0.3, new int[]{1, 1, 1}, diagonal);
        assertArrayEquals(velocity, diagonal);
      }
      assertFalse(Arrays.equals(velocity, output(engine, GUIDED, weights, x, 0.3, 0.5, 1, 1)));
      assertFalse(Arrays.equals(velocity, output(engine, GUIDED, weights, x, 0.3, 0, 2, 1)));
    }
  }

  @Test
  void newSpansChangeNothingUntilTheyAreTrained() {
    float[] start = GUIDED.start(new Seed(4));
    assertArrayEquals(PLAIN.start(new Seed(4)), Arrays.copyOf(start, PLAIN.parameterCount()));
    float[] grown = start.clone();
    float[] trained = weights(PLAIN);
    System.arraycopy(trained, 0, grown, 0, trained.length);
    float[] x = Shared.wave(2 * DIM);
    assertArrayEquals(output(Shared.EXACT, PLAIN, trained, x, 0.4, 0, 1, 0),
        output(Shared.EXACT, GUIDED, grown, x, 0.4, 0.6, 3, 0));
  }

  /** Targets are differences over times of about a least α of 0.005. */
  @Test
  void outputsChangeLittleOverShortTimes() {
    float[] weights = weights(GUIDED);
    float[] x = Shared.wave(4 * DIM);
    double smooth = change(GUIDED, weights, x);
    double rough = change(GUIDED.withTimeScale(ResidualUNet.OLD_TIME_SCALE), weights, x);
    assertTrue(smooth < 0.01, "relative change " + smooth);
    assertTrue(rough > 5 * smooth, "with the time scale of earlier releases " + rough);
  }

  private static double change(ResidualUNet net, float[] weights, float[] x) {
    double change = 0;
    double size = 0;
    for (double s : new double[]{0.1, 0.45, 0.8}) {
      float[] before = output(Shared.EXACT, net, weights, x, s, 0.15, 1, 0);
      float[] after = output(Shared.EXACT, net, weights, x, s + 0.005, 0.15, 1, 0);
      for (int i = 0; i < before.length; i++) {
        change += Math.pow(after[i] - before[i], 2);
        size += Math.pow(before[i], 2);
      }
    }
    return Math.sqrt(change / size);
  }

  private static TrainingOptions options(int steps) {
    return TorchNetwork.options(steps).withBatch(ROWS).withLearningRate(new LearningRate(3e-3, 5, false)).withEma(0.9)
        .withSeed(7);
  }

  private static Learner learner(Torch engine, ResidualUNet net, int micro, TrainingOptions options, Workers workers) {
    return new TorchNetwork(engine, net, micro).learner(TrainingState.startingFrom(weights(net)), options, workers);
  }

  /** A row of the weight w counts as w rows. */
  @Test
  void weightsCountAsRepeatedRows() {
    Loss own = new Loss() {
      @Override
      public double row(float[] output, int at, float[] target, int targetAt, int dim, float[] gradient) {
        return new Squared().row(output, at, target, targetAt, dim, gradient);
      }
    };
    int[] counts = {3, 1, 2, 4};
    int[] rows = {0, 0, 0, 1, 2, 2, 3, 3, 3, 3};
    for (Loss loss : List.of(Loss.SQUARED, Loss.PseudoHuber.forDim(DIM), own)) {
      Learner.Outcome repeated = gradient(loss, batch(rows, new float[0]));
      Learner.Outcome weighted = gradient(loss, batch(new int[]{0, 1, 2, 3}, new float[]{3, 1, 2, 4}));
      double factor = (double) rows.length / counts.length;
      assertEquals(factor * repeated.loss(), weighted.loss(), 1e-4 * weighted.loss(), loss.toString());
      assertEquals(factor * repeated.gradientNorm(), weighted.gradientNorm(), 1e-3 * weighted.gradientNorm(),
          loss.toString());
    }
  }

  private static Learner.Outcome gradient(Loss loss, Batch batch) {
    try (Workers workers = new Workers(1);
        Learner learner = learner(Shared.EXACT, GUIDED, 3,
            options(5).withBatch(batch.count()).withCouplingBatch(batch.count()).withLoss(loss), workers)) {
      return learner.gradient(batch);
    }
  }

  private static Batch batch(int[] rows, float[] weights) {
    float[] wave = Shared.wave(2 * 4 * DIM);
    float[] x = new float[rows.length * DIM];
    float[] target = new float[rows.length * DIM];
    float[] t = new float[rows.length];
    int[] labels = new int[rows.length];
    float[] extra = new float[2 * rows.length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(wave, rows[i] * DIM, x, i * DIM, DIM);
      System.arraycopy(wave, (4 + rows[i]) * DIM, target, i * DIM, DIM);
      t[i] = rows[i] / 5f;
      labels[i] = rows[i] % 3;
      extra[2 * i] = rows[i] / 9f;
      extra[2 * i + 1] = rows[i] / 4f;
    }
    return new Batch(1, new Inputs(x, t, labels, extra, DIM), target, weights);
  }

  /** Two images, the same for all of a class. */
  private static ImageSet halves() {
    byte[] pixels = new byte[20 * DIM];
    int[] labels = new int[20];
    for (int i = 0; i < 20; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < DIM; p++) {
        pixels[i * DIM + p] = (byte) ((p < DIM / 2) == (labels[i] == 0) ? 255 : 0);
      }
    }
    return new ImageSet("halves", 1, 7, 6, pixels, labels, List.of("up", "down"));
  }

  private static MeanFlow objective(int steps, boolean guided) {
    return new MeanFlow(FlowMatching.of(new ImageEpochs(halves(), false)), steps, 0.5, MeanFlow.Target.DISCRETE, 0.05,
        guided);
  }

  /** The targets off the diagonal, computed for single images by the map of a sampler. */
  @Test
  void targetsAreThoseOfASecondComputation() {
    int steps = 40;
    MeanFlow objective = objective(steps, true);
    float[] weights = weights(GUIDED);
    try (Workers workers = new Workers(2);
        Learner learner = learner(Shared.EXACT, GUIDED, 4, options(steps), workers);
        Batches batches = new Batches(objective, options(steps))) {
      Batch batch = batches.batch(steps / 2);
      Inputs in = batch.inputs();
      objective.complete(batch, learner);
      double alpha = objective.alpha(steps / 2);
      for (int row = 0; row < ROWS / 2; row++) {
        float[] x = Arrays.copyOfRange(in.x(), row * DIM, (row + 1) * DIM);
        float s = in.t()[row];
        float h = in.extra()[2 * row];
        double guidance = FlowMap.guidance(in.extra()[2 * row + 1]);
        float[] own = output(Shared.EXACT, GUIDED, weights, x, s, 0, 1, in.labels()[row]);
        float[] any = output(Shared.EXACT, GUIDED, weights, x, s, 0, 1, 2);
        float[] next = new float[DIM];
        for (int i = 0; i < DIM; i++) {
          own[i] = (float) (any[i] + guidance * (own[i] - any[i]));
          next[i] = (float) (x[i] + alpha * h * own[i]);
        }
        float[] rest = output(Shared.EXACT, GUIDED, weights, next, s + alpha * h, (1 - alpha) * h, guidance,
            in.labels()[row]);
        for (int i = 0; i < DIM; i++) {
          assertEquals(alpha * own[i] + (1 - alpha) * rest[i], batch.target()[row * DIM + i], 2e-4, "row " + row);
        }
      }
    }
  }

  private static Trainer trainer(Torch engine, int steps, int all) {
    return new Trainer(objective(all, true), new TorchNetwork(engine, GUIDED, 5), options(steps),
        TrainingState.startingFrom(GUIDED.start(new Seed(2))));
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreadsOrOnAStop() {
    for (TorchOptions.PrecisionChoice precision : List.of(TorchOptions.PrecisionChoice.FP32,
        TorchOptions.PrecisionChoice.BF16)) {
      try (Torch one = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, precision, 1));
          Torch two = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, precision, 2))) {
        float[] whole = trainer(one, 6, 6).run().weights();
        TrainingState half = trainer(two, 6, 6).run(_ -> {}, step -> step < 3);
        assertEquals(3, half.step());
        Trainer resumed = new Trainer(objective(6, true), new TorchNetwork(two, GUIDED, 5), options(6), half);
        assertArrayEquals(whole, resumed.run().weights(), precision.toString());
      }
    }
  }

  /** Where all images of a class are one image, every average velocity leads straight to it. */
  @Test
  void oneStepEndsAtTheImageOfTheClass() {
    int steps = 150;
    ResidualUNet net = PLAIN.withSpans(1);
    TrainingState end = new Trainer(objective(steps, false), new TorchNetwork(Shared.FAST, net, 5), options(steps),
        TrainingState.startingFrom(net.start(new Seed(2)))).run();
    int[] labels = {0, 1, 0, 1, 1, 0};
    float[] noise = ImageFlow.noise(6, DIM, new Seed(3), Seed.Purpose.SAMPLING);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, net, end.average())) {
      for (int k : new int[]{1, 3}) {
        TimeGrid grid = TimeGrid.uniform(k);
        var samples = flow.along(grid).sample(new FixedStepSolver(Tableau.EULER, grid), noise, labels, 1);
        assertEquals(k, samples.nfe());
        double squares = 0;
        for (int i = 0; i < noise.length; i++) {
          double pixel = (i % DIM < DIM / 2) == (labels[i / DIM] == 0) ? 1 : -1;
          squares += Math.pow(samples.points()[i] - pixel, 2) / noise.length;
        }
        // Noise is 1.4 off.
        assertTrue(Math.sqrt(squares) < 0.85, k + " steps: pixels off by " + Math.sqrt(squares));
      }
    }
  }

  @Test
  void mapsAreRefusedWhereThereAreNone() {
    TimeGrid grid = TimeGrid.uniform(2);
    FixedStepSolver euler = new FixedStepSolver(Tableau.EULER, grid);
    float[] x = Shared.wave(DIM);
    int[] label = {0};
    try (ImageFlow plain = new ImageFlow(Shared.EXACT, PLAIN, weights(PLAIN))) {
      assertThrows(IllegalArgumentException.class, () -> plain.along(grid));
    }
    ResidualUNet unguided = PLAIN.withSpans(1);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, unguided, weights(unguided))) {
      assertThrows(InvalidInputException.class, () -> flow.along(grid).sample(euler, x, label, 2));
      flow.sample(euler, x, label, 2);
    }
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, GUIDED, weights(GUIDED))) {
      assertEquals(2, flow.along(grid).sample(euler, x, label, 8).nfe());
      assertThrows(InvalidInputException.class, () -> flow.along(grid).sample(euler, x, label, 8.5));
    }
    assertThrows(IllegalArgumentException.class, () -> new LessonUNet(1, 8, 8, 8).withSpans(1));
    assertThrows(IllegalArgumentException.class, () -> PLAIN.withSpans(3));
  }

  @Test
  void filesKnowSpansAndTimes(@TempDir Path folder) throws IOException {
    for (ResidualUNet net : List.of(GUIDED, PLAIN.withSpans(1), GUIDED.withTimeScale(1000))) {
      Path file = folder.resolve("model.safetensors");
      new ImageModel(net, weights(net), "linear", List.of("up", "down")).write(file);
      ImageModel read = ImageModel.read(file);
      assertEquals(net, read.net());
      assertArrayEquals(weights(net), read.weights());
    }
    // Files of earlier releases say nothing of spans.
    ResidualUNet usual = PLAIN.withTimeScale(1000);
    assertFalse(usual.metadata().containsKey("spans"));
    assertEquals(usual, ImageNet.parse("file", usual.metadata()));
    assertFalse(usual.toString().contains("spans"), usual.toString());
  }

  @Test
  void theLastAlphaSuitsThePrecision() {
    List<Double> chosen = new ArrayList<>();
    for (Torch engine : List.of(Shared.FAST, Shared.EXACT)) {
      for (Map<String, Object> given : List.<Map<String, Object>>of(Map.of("objective", "mean-flow"),
          Map.of("objective", "mean-flow", "least-alpha", 0.2), Map.of("objective", "mean-flow-halves"), Map.of())) {
        ImageConfig config = ConfigFile.over(ImageConfig.defaults(), "", given);
        config.check();
        chosen.add(config.resolvedFor(engine).leastAlpha());
      }
    }
    assertEquals(List.of(0.05, 0.2, 0.0, 0.0, 0.005, 0.2, 0.0, 0.0), chosen);
  }
}
