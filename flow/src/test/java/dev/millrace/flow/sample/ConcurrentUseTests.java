package dev.millrace.flow.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.path.Schedule;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

/** What several threads do at once with one model is what each of them does alone, bit for bit. */
class ConcurrentUseTests {
  private static final VelocityMlp MODEL = VelocityMlp.random(new MlpShape(2, 32, 2, 1), new Seed(8));

  private static float[] noise(int number, int count) {
    return new Gaussian(2).sample(new Seed(number).generator(Seed.Purpose.SAMPLING, 0, 0), count);
  }

  private static FixedStepSolver euler(int steps) {
    return new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps));
  }

  private static float[] sample(Solver solver, int number, int threads) {
    return new Sampler(solver, threads).sample(MODEL, noise(number, 150 + number), 2).points();
  }

  private static float[] floats(double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Different uses of the model, which share what it keeps: scratch memory and the terms of times. */
  private static List<Callable<float[]>> uses() {
    List<Callable<float[]>> uses = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      int number = i;
      // More times than the model keeps, so that it forgets some meanwhile.
      uses.add(() -> sample(euler(700 + 13 * number), number, 1 + number % 3));
      uses.add(() -> sample(new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-6, 1e-6), number, 2));
      uses.add(() -> new Sampler(euler(50), 2).invert(MODEL, noise(number, 90), 2).points());
      uses.add(() -> new EulerMaruyama(new Schedule.Linear(), TimeGrid.uniform(40), 1, new Seed(number), 2)
          .sample(MODEL, noise(number, 130), 2).points());
      uses.add(() -> floats(new Likelihood(euler(20), new Divergence.Exact(), 2)
          .of(MODEL, new Gaussian(2), noise(number, 70)).values()));
      uses.add(() -> floats(Straightness.measure(MODEL, noise(number, 100), euler(30), Standardizer.identity(2), 2)
          .straightness()));
      uses.add(() -> floats(Wasserstein.w2(noise(number, 200), noise(number + 1, 200), 2)));
      uses.add(() -> new Trainer(FlowMatching.of(Toy.MOONS), new MlpNetwork(new MlpShape(2, 16, 2, 1)),
          TrainingOptions.defaults().withSteps(20).withSeed(number).withThreads(2)).run().average());
    }
    return uses;
  }

  @Test
  void severalThreadsGetTheBytesOfOne() throws Exception {
    List<float[]> alone = new ArrayList<>();
    for (Callable<float[]> use : uses()) {
      alone.add(use.call());
    }
    List<Callable<float[]>> twice = new ArrayList<>(uses());
    twice.addAll(uses());
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<float[]>> together = threads.invokeAll(twice);
      for (int i = 0; i < together.size(); i++) {
        assertArrayEquals(alone.get(i % alone.size()), together.get(i).get(), "use " + i);
      }
    }
  }
}
