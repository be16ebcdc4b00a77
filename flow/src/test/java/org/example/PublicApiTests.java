package org.example;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What a program of somebody else can do, from a package of its own: with public types alone. */
class PublicApiTests {
  private static final double MEAN = 3;
  private static final double STD = 0.5;

  /** A distribution that the library does not know. */
  private record Line() implements Distribution {
    @Override
    public int dim() {
      return 1;
    }

    @Override
    public void sample(RandomGenerator random, float[] out, int offset, int count) {
      for (int i = offset; i < offset + count; i++) {
        out[i] = (float) random.nextGaussian(MEAN, STD);
      }
    }
  }

  /** A coupling that the library does not know: in one dimension, sorting is optimal transport. */
  private static final Coupling SORTED = (pairs, _) -> {
    int[] byX0 = sorted(pairs.x0());
    int[] byX1 = sorted(pairs.x1());
    int[] order = new int[byX0.length];
    for (int rank = 0; rank < order.length; rank++) {
      order[byX1[rank]] = byX0[rank];
    }
    return order;
  };

  private static int[] sorted(float[] values) {
    return IntStream.range(0, values.length).boxed().sorted((i, j) -> Float.compare(values[i], values[j]))
        .mapToInt(i -> i).toArray();
  }

  private static VelocityMlp train(Objective objective) {
    MlpNetwork network = new MlpNetwork(new MlpShape(1, 32, 2, 1));
    return network.field(
        new Trainer(objective, network, TrainingOptions.defaults().withSteps(500).withThreads(2)).run().average());
  }

  private static Sampler euler(int steps) {
    return new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)), 2);
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double std(float[] values) {
    double mean = mean(values);
    return Math.sqrt(IntStream.range(0, values.length).mapToDouble(i -> (values[i] - mean) * (values[i] - mean))
        .average().orElseThrow());
  }

  @Test
  void trainsCouplesSamplesMeasuresAndKeeps(@TempDir Path folder) throws IOException {
    VelocityMlp mlp = train(FlowMatching.of(new Line()).withCoupling(SORTED));
    float[] noise = Sampler.startPoints(new Gaussian(1), 2000, new Seed(1));
    float[] samples = euler(20).sample(mlp, noise, 1).points();
    // Optimal transport carries x0 to MEAN + STD·x0, in one step as in many.
    assertEquals(MEAN + STD * mean(noise), mean(samples), 0.05);
    assertEquals(STD * std(noise), std(samples), 0.05);
    assertArrayEquals(samples, euler(1).sample(mlp, noise, 1).points(), 0.3f);

    Subject subject = new Subject(mlp, new Gaussian(1), new Line(), Standardizer.identity(1));
    FlowReport report = FlowReport.measure(subject, new StepCounts.Plan(Tableau.EULER, List.of(1, 20), 1000, 4),
        new Seed(2), 2, _ -> {});
    assertEquals(MEAN * MEAN + (1 - STD) * (1 - STD), report.transport().squaredW2().mean(), 0.4);
    assertTrue(report.npe() < 0.06 && report.straightness().mean() < 0.05, report.toString());

    Path file = folder.resolve("model.safetensors");
    FlowModel.of(mlp).write(file);
    assertArrayEquals(samples, euler(20).sample(FlowModel.read(file).velocity(), noise, 1).points());

    double[] densities = new Likelihood(euler(40).solver(), new Divergence.Exact(), 2)
        .of(mlp, new Gaussian(1), new float[]{3f, 3.5f}).values();
    assertEquals(-Math.log(STD * Math.sqrt(2 * Math.PI)), densities[0], 0.15);
    assertEquals(densities[0] - 0.5, densities[1], 0.25);
  }

  @Test
  void reflowsWhatItTrained() {
    VelocityMlp teacher = train(FlowMatching.of(new Line()));
    FixedPairs pairs = new Reflow(teacher, euler(50), new Seed(3), 1).pairs(new Gaussian(1), 4000, _ -> {});
    VelocityMlp pupil = train(FlowMatching.of(pairs));
    float[] noise = Sampler.startPoints(new Gaussian(1), 2000, new Seed(4));
    float[] ends = euler(50).sample(teacher, noise, 1).points();
    float[] jumps = euler(1).sample(pupil, noise, 1).points();
    assertTrue(Wasserstein.w2(jumps, ends, 1) < 0.1, "W2 " + Wasserstein.w2(jumps, ends, 1));
    assertTrue(Wasserstein.w2(euler(1).sample(teacher, noise, 1).points(), ends, 1) > 0.3);
  }

  @Test
  void ownRowsOwnClassesAndAnOwnField() {
    Empirical rows = new Empirical(new float[]{-1, 1, -1.1f, 1.1f}, 1, new int[]{0, 1, 0, 1});
    VelocityMlp mlp = train(FlowMatching.of(rows).withCoupling(new WithinClasses(new MinibatchOt())));
    float[] samples = euler(50).sample(mlp, Sampler.startPoints(new Gaussian(1), 500, new Seed(1)), 1).points();
    long near = IntStream.range(0, 500).filter(i -> Math.abs(Math.abs(samples[i]) - 1.05) < 0.3).count();
    assertTrue(near > 400, near + " of 500 near the rows");
    VelocityField<float[]> still = (_, _, out) -> Arrays.fill(out, 0);
    assertArrayEquals(new float[]{1, 2}, euler(3).sample(still, new float[]{1, 2}, 2).points());
  }
}
