package dev.millrace.tables.train;

import java.util.Arrays;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.privacy.PrivacyGoal;
import dev.millrace.tables.relations.Relations;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PrivatePairsTests {
  private static final Table IRIS = Sets.table("iris");
  private static final TableEncoding ENCODING = TableEncoding.of(IRIS, 1);

  @Test
  void eachRowComesWithItsProbabilityToAnyPlace() {
    PrivatePairs pairs = new PrivatePairs(ENCODING, ENCODING.code(IRIS, 1), 4, 0.1);
    int[] ofRow = new int[150];
    int[] ofPlace = new int[64];
    int batches = 4000;
    double squares = 0;
    for (int number = 0; number < batches; number++) {
      int[] indices = pairs.indices(64, new Seed(1).generator(Seed.Purpose.DATA, number, 0));
      int count = 0;
      for (int place = 0; place < indices.length; place++) {
        if (indices[place] >= 0) {
          ofRow[indices[place]]++;
          ofPlace[place]++;
          count++;
        }
      }
      assertEquals(count, Arrays.stream(indices).filter(i -> i >= 0).distinct().count());
      squares += (count - 15.0) * (count - 15) / batches;
    }
    // Five deviations of binomial numbers.
    assertTrue(Arrays.stream(ofRow).allMatch(n -> Math.abs(n - 400) < 5 * Math.sqrt(360)));
    double perPlace = batches * 15.0 / 64;
    assertTrue(Arrays.stream(ofPlace).allMatch(n -> Math.abs(n - perPlace) < 5 * Math.sqrt(perPlace)));
    assertEquals(150 * 0.1 * 0.9, squares, 1.5);
  }

  @Test
  void aPrivateTrainingLearnsAndDoesNotDependOnThreads() {
    TableOptions options = TableOptions.defaults(150, true).withHidden(24).withPrivacy(new PrivacyGoal(50, 1e-3, 1));
    options = options.withTraining(options.training().withSteps(150).withThreads(1));
    TableTraining training = TableTraining.of(IRIS, 4, Relations.NONE, options);
    assertNotNull(training.plan());
    double[] losses = new double[3];
    TrainingState one = training.trainer().run(event -> losses[event.step() / 50 - 1] = event.loss());
    assertTrue(losses[2] < losses[0], Arrays.toString(losses));
    TrainingState two = training.withOptions(options.withTraining(options.training().withThreads(3))).trainer().run();
    assertArrayEquals(one.weights(), two.weights());
  }
}
