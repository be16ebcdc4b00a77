package dev.millrace.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;

import dev.millrace.examples.lesson.Exercise1StepCounts;
import dev.millrace.examples.lesson.Exercise2Reflow;
import dev.millrace.examples.lesson.Section1FollowTheVelocity;
import dev.millrace.examples.lesson.Section2TheLoss;
import dev.millrace.examples.lesson.Section3OptimalTransport;
import dev.millrace.examples.lesson.Section4RectifiedFlow;
import dev.millrace.examples.lesson.Step1VelocityNetwork;
import dev.millrace.examples.lesson.Step2TrainOnMoons;
import dev.millrace.examples.lesson.Step3Trajectories;
import dev.millrace.examples.lesson.Step4Images;
import dev.millrace.examples.own.GuidanceOnImages;
import dev.millrace.examples.own.OneStep;
import dev.millrace.examples.own.OwnCoupling;
import dev.millrace.examples.own.OwnData;
import dev.millrace.examples.own.OwnField;
import dev.millrace.examples.own.ServeManyThreads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Every example in its short form, and whether its numbers say what its text says. */
class ExamplesTests {
  @TempDir
  Path folder = Path.of("");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private Show quick() {
    return new Show(new PrintStream(printed, true, StandardCharsets.UTF_8), folder, true);
  }

  private void assertDrawn(String... names) throws IOException {
    for (String name : names) {
      assertTrue(Files.size(folder.resolve(name + ".png")) > 3000, name);
      assertTrue(printed.toString(StandardCharsets.UTF_8).contains(name + ".png"));
    }
  }

  @Test
  void argumentsSayWhereAndHowBriefly() {
    Show show = Show.of("--quick", "pictures");
    assertEquals(Path.of("pictures"), show.folder());
    assertEquals(5, show.orQuick(100, 5));
    assertEquals(100, Show.of().orQuick(100, 5));
  }

  @Test
  void section1EulersErrorFallsAsOneOverTheSteps() throws IOException {
    double[] errors = Section1FollowTheVelocity.run(quick());
    // One step sends every point to the mean, half a standard normal away from its end.
    assertEquals(0.5, errors[0], 0.02);
    // 10 to 100 steps: a tenth of the error.
    assertEquals(0.1, errors[6] / errors[3], 0.03);
    assertDrawn("tutorial-ode");
  }

  @Test
  void section2LossesAreThoseOfTheClosedForms() throws IOException {
    Section2TheLoss.Losses losses = Section2TheLoss.run(quick());
    assertEquals(Math.PI / 2, losses.best(), 0.02);
    assertEquals(2, losses.zero(), 0.02);
    assertEquals(8.0 / 3, losses.identity(), 0.03);
    assertEquals(Math.PI / 2, losses.ofBatches(), 0.02);
    assertDrawn("tutorial-paths");
  }

  @Test
  void section3OptimalPairsDoNotMeet() throws IOException {
    Section3OptimalTransport.Result result = Section3OptimalTransport.run(quick());
    assertEquals(0, result.optimalExchanges());
    assertTrue(result.exchanges() > 2000 && result.crossings() > 10 * result.optimalCrossings(), result.toString());
    assertTrue(result.optimalCost() < 0.5 * result.cost(), result.toString());
    assertTrue(result.optimalStraightness() < 0.5 * result.straightness(), result.toString());
    assertDrawn("tutorial-pairs");
  }

  @Test
  void section4ReflowLowersTheCostAndStraightens() throws IOException {
    Section4RectifiedFlow.Result result = Section4RectifiedFlow.run(quick());
    assertTrue(result.pairsCost() < result.randomCost(), result.toString());
    assertTrue(result.rectifiedStraightness() < 0.4 * result.straightness(), result.toString());
    assertDrawn("tutorial-reflow-pairs");
  }

  @Test
  void step1HasTheWeightsOfTheLesson() throws IOException {
    // 64·128 + 128 of the time, (2 + 128)·128 + 128, twice 128·128 + 128, and 128·2 + 2.
    assertEquals(58_370, Step1VelocityNetwork.run(quick()).shape().parameters());
    assertTrue(printed.toString(StandardCharsets.UTF_8).contains("time_embed.0.weight  [128, 64]"));
    assertDrawn("tutorial-time");
  }

  @Test
  void step2MoreStepsAreNearerToTheMoons() throws IOException {
    double[] w2 = Step2TrainOnMoons.run(quick());
    assertTrue(w2[0] > 0.7 && w2[1] < 0.6 * w2[0] && w2[3] < 0.4, Arrays.toString(w2));
    assertTrue(w2[4] < 0.12, "floor " + w2[4]);
    assertDrawn("tutorial-moons");
  }

  @Test
  void step3TrajectoriesEndNearTheMoons() throws IOException {
    float[] ends = Step3Trajectories.run(quick())[100];
    int near = 0;
    for (int i = 0; i < ends.length; i += 2) {
      near += Math.abs(ends[i] - 0.5) < 1.9 && Math.abs(ends[i + 1] - 0.25) < 1.2 ? 1 : 0;
    }
    assertTrue(near > 45, near + " of 50");
    assertDrawn("tutorial-trajectories", "tutorial-field");
  }

  @Test
  void exercise1OneStepIsNotEnough() throws IOException {
    double[] w2 = Exercise1StepCounts.run(quick());
    assertTrue(w2[0] > 2.4 * w2[5] && w2[5] < 0.4, Arrays.toString(w2));
    assertDrawn("tutorial-steps", "tutorial-quality");
  }

  @Test
  void exercise2ReflowMakesOneStepEnough() throws IOException {
    List<Exercise2Reflow.Round> rounds = Exercise2Reflow.run(quick());
    assertTrue(rounds.get(1).straightness() < 0.4 * rounds.get(0).straightness(), rounds.toString());
    assertTrue(rounds.get(1).lengthRatio() > rounds.get(0).lengthRatio(), rounds.toString());
    assertTrue(rounds.get(1).oneStep() < 0.5 * rounds.get(0).oneStep(), rounds.toString());
    assertDrawn("tutorial-reflow");
  }

  @Test
  void ownDataComeBackInTheirUnits() throws IOException {
    OwnData.Result result = OwnData.run(quick(), OwnData.days(quick()));
    float[][] real = result.rows().toArrays();
    float[][] made = result.samples().toArrays();
    assertEquals(List.of("warmest", "dew point", "wind"), result.samples().names());
    for (int column = 0; column < 3; column++) {
      int c = column;
      double difference = Arrays.stream(real).mapToDouble(row -> row[c]).average().orElseThrow()
          - Arrays.stream(made).mapToDouble(row -> row[c]).average().orElseThrow();
      assertEquals(0, difference, column == 2 ? 0.5 : 1.5);
    }
    assertEquals(1234, result.unlikely()[0]);
    assertTrue(Files.size(folder.resolve("new-rows.csv")) > 10_000);
    assertDrawn("tutorial-data");
  }

  @Test
  void ownFieldEndsWithinTheTolerance() throws IOException {
    List<OwnField.Row> rows = OwnField.run(quick());
    for (int k = 1; k < 4; k++) {
      assertTrue(rows.get(k).error() < rows.get(k - 1).error() && rows.get(k).nfe() > rows.get(k - 1).nfe(),
          rows.toString());
    }
    assertTrue(rows.get(3).error() < 1e-3 && rows.get(3).nfe() < 300, rows.toString());
    assertTrue(rows.get(4).error() > 0.1, rows.toString());
    assertDrawn("tutorial-whirl");
  }

  @Test
  void ownCouplingIsBetweenRandomAndOptimal() {
    double[] straightness = OwnCoupling.run(quick());
    assertTrue(straightness[2] < straightness[1] && straightness[1] < 0.8 * straightness[0],
        Arrays.toString(straightness));
  }

  @Test
  void oneStepIsEnoughAtTheEnd() throws IOException {
    OneStep.Result result = OneStep.run(quick());
    assertTrue(result.before() > 2 && result.reflowed() < 1 && result.distilled() < 1 && result.hundred() < 0.7,
        result.toString());
    assertDrawn("tutorial-one-step");
  }

  @Test
  void theServiceGivesTheRowsOfOneThread() throws IOException, ExecutionException, InterruptedException {
    assertTrue(ServeManyThreads.run(quick()).same());
  }

  @Test
  void step4SamplesAreNearTheImages() throws IOException {
    Step4Images.Result result = Step4Images.run(quick());
    assertTrue(result.noise() > 0.9 && result.samples() < 0.6, result.toString());
    assertDrawn("tutorial-images");
  }

  @Test
  void guidanceGivesTheClassThatIsAskedFor() throws IOException {
    double[] shares = GuidanceOnImages.run(quick());
    assertTrue(shares[0] < 0.9 && shares[1] > 0.75 && shares[3] > 0.85, Arrays.toString(shares));
    assertTrue(Files.size(folder.resolve("guided.safetensors")) > 10_000);
    assertDrawn("tutorial-guidance");
  }
}
