package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.Reordering;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.TimeDistribution;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.LearningRate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImagePairsTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 2, 2, List.of(16), 1, 1, 0);
  private static final FixedStepSolver SOLVER = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2));
  private static final int COUNT = ImagePairs.SHARD + 10;

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

  private static ImagePairs pairs(Path folder, String origin) {
    return new ImagePairs(folder, NET, COUNT, new Seed(5), 1, origin);
  }

  @Test
  void endsAreThoseOfTheFlowAndMakingGoesOn(@TempDir Path folder) throws IOException {
    Path second = folder.resolve("pairs-00001.safetensors");
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights())) {
      pairs(folder, "one").make(teacher, SOLVER, 1, _ -> {});
      byte[] bytes = Files.readAllBytes(second);
      Files.delete(second);
      List<Integer> seen = new ArrayList<>();
      pairs(folder, "one").make(teacher, SOLVER, 1, seen::add);
      assertArrayEquals(bytes, Files.readAllBytes(second));
      assertEquals(List.of(ImagePairs.SHARD, COUNT), seen.stream().distinct().toList());

      ImageSource source = pairs(folder, "one").source();
      int index = COUNT - 3;
      float[] x0 = new float[16];
      float[] x1 = new float[16];
      source.source(index, new SplittableRandom(0), x0, 0);
      source.read(index, x1, 0, false);
      assertEquals(index % 2, source.label(index));
      float[] end = teacher.sample(SOLVER, x0, new int[]{source.label(index)}, 1).points();
      assertArrayEquals(end, x1, 1e-5f);
    }
  }

  @Test
  void pairsOfAnotherTeacherAreRefused(@TempDir Path folder) throws IOException {
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights())) {
      pairs(folder, "one").make(teacher, SOLVER, 1, _ -> {});
    }
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> pairs(folder, "two").source());
    assertTrue(String.valueOf(e.getMessage()).contains("pairs-00000.safetensors: pairs of "), e.toString());
  }

  @Test
  void whatWouldPartNoiseAndImageIsRefused(@TempDir Path folder) throws IOException {
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights())) {
      pairs(folder, "one").make(teacher, SOLVER, 1, _ -> {});
    }
    ImageObjective objective = ImageObjective.flowMatching(pairs(folder, "one").source());
    for (Reordering coupling : List.of(new MinibatchOt(), new WithinClasses(new MinibatchOt()))) {
      assertThrows(IllegalArgumentException.class, () -> objective.withCoupling(coupling));
    }
    assertEquals(objective, objective.withCoupling(Coupling.INDEPENDENT));
    ImageTrainingOptions mirrored = ImageTrainingOptions.defaults(1).withFlip(true);
    ImageTrainingState start = ImageTrainingState.startingFrom(NET, weights());
    var e = assertThrows(InvalidInputException.class,
        () -> new ImageTrainer(Shared.FAST, objective, mirrored, start));
    assertEquals("fixed pairs of noise and image cannot be mirrored", e.getMessage());
  }

  @Test
  void distillationLearnsToJump(@TempDir Path folder) throws IOException {
    try (ImageFlow teacher = new ImageFlow(Shared.EXACT, NET, weights(0.2f))) {
      pairs(folder, "one").make(teacher, SOLVER, 1, _ -> {});
    }
    float[] noise = ImageSource.noise(64, 16, new Seed(77), Seed.Purpose.SAMPLING);
    FixedStepSolver one = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1));
    float[] ends = sample(weights(0.2f), SOLVER, noise);
    double undistilled = distance(sample(weights(0.2f), one, noise), ends);
    ImageObjective jump = ImageObjective.flowMatching(pairs(folder, "one").source())
        .withTime(new TimeDistribution.At(0));
    for (ImageLoss loss : List.of(new ImageLoss.Squared(), ImageLoss.PseudoHuber.forDim(16))) {
      ImageTrainingOptions options = ImageTrainingOptions.defaults(120).withLoss(loss)
          .withLearningRate(new LearningRate(3e-3, 5, false));
      ImageTrainingState end = new ImageTrainer(Shared.FAST, jump, options,
          ImageTrainingState.startingFrom(NET, weights(0.2f))).run(_ -> {});
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
