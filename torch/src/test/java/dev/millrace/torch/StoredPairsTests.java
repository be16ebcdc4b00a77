package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.StoredPairs;
import dev.millrace.flow.rectify.Teacher;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class StoredPairsTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 2, 2, List.of(16), 1, 1, 0);
  private static final FixedStepSolver SOLVER = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2));
  private static final int COUNT = StoredPairs.SHARD + 10;

  /** Pairs that are made once. */
  @TempDir
  private static Path made = Path.of("");

  @BeforeAll
  static void makePairs() throws IOException {
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights())) {
      pairs(made, "one").make(teacher(teacher), _ -> {});
    }
  }

  private static float[] weights() {
    return weights(0.05f);
  }

  /** The larger, the more curved is the flow. */
  private static float[] weights(float size) {
    float[] weights = NET.start(new Seed(4));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += size * wave[i];
    }
    return weights;
  }

  private static StoredPairs pairs(Path folder, String origin) {
    return new StoredPairs(folder, NET.imageShape(), NET.classes(), COUNT, new Seed(5), 1, origin);
  }

  private static Teacher teacher(ImageFlow flow) {
    return (x0, labels, progress) -> flow.sample(SOLVER, x0, labels, 1, progress).points();
  }

  @Test
  void endsAreThoseOfTheFlowAndMakingGoesOn() throws IOException {
    Path second = made.resolve("pairs-00001.safetensors");
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights())) {
      byte[] bytes = Files.readAllBytes(second);
      Files.delete(second);
      List<Integer> seen = new ArrayList<>();
      pairs(made, "one").make(teacher(teacher), seen::add);
      assertArrayEquals(bytes, Files.readAllBytes(second));
      assertEquals(List.of(StoredPairs.SHARD, COUNT), seen.stream().distinct().toList());

      StoredPairs.Source source = pairs(made, "one").source();
      int index = COUNT - 3;
      Pairs one = new Pairs(new float[16], new float[16], new int[1], 16);
      source.read(index, one, 0);
      assertEquals(index % 2, one.labels()[0]);
      assertArrayEquals(source.end(index), one.x1());
      float[] end = teacher.sample(SOLVER, one.x0(), one.labels(), 1).points();
      assertArrayEquals(end, one.x1(), 1e-5f);
    }
  }

  @Test
  void pairsOfAnotherTeacherAreRefused() {
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> pairs(made, "two").source());
    assertTrue(String.valueOf(e.getMessage()).contains("pairs-00000.safetensors: pairs of "), e.toString());
  }

  @Test
  void whatWouldPartNoiseAndImageIsRefused() throws IOException {
    FlowMatching objective = FlowMatching.of(pairs(made, "one").source());
    for (Coupling coupling : List.of(new MinibatchOt(), new WithinClasses(new MinibatchOt()))) {
      assertThrows(IllegalArgumentException.class, () -> objective.withCoupling(coupling));
    }
    assertEquals(objective, objective.withCoupling(Coupling.INDEPENDENT));
  }

  @Test
  void distillationLearnsToJump(@TempDir Path folder) throws IOException {
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights(0.2f))) {
      pairs(folder, "one").make(teacher(teacher), _ -> {});
    }
    float[] noise = ImageFlow.noise(64, 16, new Seed(77), Seed.Purpose.SAMPLING);
    FixedStepSolver one = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1));
    float[] ends = sample(weights(0.2f), SOLVER, noise);
    double undistilled = distance(sample(weights(0.2f), one, noise), ends);
    FlowMatching jump = FlowMatching.of(pairs(folder, "one").source())
        .withTime(new TimeDistribution.At(0));
    for (Loss loss : List.of(Loss.SQUARED, Loss.PseudoHuber.forDim(16))) {
      TrainingOptions options = TorchNetwork.options(120).withLoss(loss)
          .withLearningRate(new LearningRate(3e-3, 5, false));
      TrainingState end = new Trainer(jump, new TorchNetwork(Shared.FAST, NET, 128), options,
          TrainingState.startingFrom(weights(0.2f))).run();
      // From noise that it has not seen, one step of the pupil comes to where the teacher's steps end.
      double distilled = distance(sample(end.weights(), one, noise), ends);
      assertTrue(distilled < 0.5 * undistilled, loss + ": " + undistilled + " → " + distilled);
    }
  }

  private static float[] sample(float[] weights, FixedStepSolver solver, float[] noise) {
    int[] labels = new int[noise.length / 16];
    Arrays.setAll(labels, i -> i % 2);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, NET, weights)) {
      return flow.sample(solver, noise, labels, 1).points();
    }
  }

  /** Root mean squared difference. */
  private static double distance(float[] a, float[] b) {
    double squares = 0;
    for (int i = 0; i < a.length; i++) {
      squares += (a[i] - b[i]) * (double) (a[i] - b[i]) / a.length;
    }
    return Math.sqrt(squares);
  }
}
