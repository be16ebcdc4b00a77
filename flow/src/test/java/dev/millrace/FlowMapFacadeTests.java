package dev.millrace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.run.FlowModel;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Flows with average velocities, through the facade. */
class FlowMapFacadeTests {
  private static final FlowOptions SMALL = FlowOptions.defaults().withLayers(12, 2).withSteps(20).withBatch(40)
      .withThreads(1);

  @Test
  void aMeanFlowIsSampledByItsMapUnlessItIsToldOtherwise() {
    Flow flow = Flow.train(Toy.MOONS, SMALL.withMeanFlow());
    float[] one = flow.sample(8, 1).floats();
    assertArrayEquals(one, flow.sample(8, 1, SamplingOptions.ofMaps(1)).floats());
    assertFalse(Arrays.equals(one, flow.sample(8, 1, SamplingOptions.ofMaps(2)).floats()));
    assertFalse(Arrays.equals(one, flow.sample(8, 1, SamplingOptions.ofSteps(1)).floats()));
    assertTrue(SamplingOptions.ofMaps(1).withSteps(4).withOffset(3).withThreads(1).withClass(0, 1).maps());
    assertFalse(SamplingOptions.ofMaps(1).withSolver(SamplingOptions.ofSteps(3).solver()).maps());
    assertArrayEquals(Arrays.copyOfRange(one, 6, 16),
        flow.sample(5, 1, SamplingOptions.ofMaps(1).withOffset(3)).floats());
    // The rest of the library reads the velocity, which is the plain network in the same file.
    Flow plain = Flow.of(flow.model().withVelocity(flow.velocity().diagonal()));
    assertArrayEquals(plain.sample(8, 1).floats(), flow.sample(8, 1, SamplingOptions.defaults()).floats());
    float[][] rows = {{0, 0}, {1, 0.5f}};
    assertArrayEquals(plain.logDensity(rows), flow.logDensity(rows));
    assertThrows(IllegalArgumentException.class, () -> plain.sample(8, 1, SamplingOptions.ofMaps(1)));
    assertThrows(IllegalArgumentException.class,
        () -> new SamplingOptions(SamplingOptions.ofSteps(Tableau.HEUN, 2).solver(), 0, 0, SamplingOptions.ANY, 1,
            true));
    assertEquals(plain.velocity().shape(), flow.reflow(ReflowOptions.defaults()
        .withTraining(SMALL.training().withSteps(2).withBatch(40)).withPairs(60)).velocity().shape());
  }

  @Test
  void guidedMapsTakeTheWeightThatTheyAreTold() {
    FlowOptions options = SMALL.withClasses(true).withAverages(FlowOptions.Averages.USUAL.withGuided(true));
    Flow flow = Flow.train(Toy.MOONS, options);
    float[] one = flow.sample(8, 1, 1, 1).floats();
    assertFalse(Arrays.equals(one, flow.sample(8, 1, 1, 4).floats()));
    assertArrayEquals(one, flow.sample(8, 1, SamplingOptions.ofMaps(1).withClass(1, 1)).floats());
    assertThrows(IllegalArgumentException.class, () -> flow.sample(8, 1, 1, 9));
    Flow unguided = Flow.train(Toy.MOONS, SMALL.withClasses(true).withMeanFlow());
    assertThrows(IllegalArgumentException.class,
        () -> unguided.sample(8, 1, SamplingOptions.ofMaps(1).withClass(1, 2)));
    assertEquals(8, unguided.sample(8, 1, 1, 2).rows());
    assertThrows(IllegalArgumentException.class, () -> Flow.train(Toy.MOONS,
        SMALL.withAverages(FlowOptions.Averages.USUAL.withGuided(true))));
  }

  @Test
  void theFileHoldsTheMapAndADamagedOneIsNamed() {
    for (boolean guided : new boolean[]{false, true}) {
      Flow flow = Flow.train(Toy.MOONS,
          SMALL.withClasses(true).withAverages(FlowOptions.Averages.USUAL.withGuided(guided)));
      byte[] bytes = flow.toBytes();
      Flow read = Flow.load(bytes);
      assertArrayEquals(bytes, read.toBytes());
      assertArrayEquals(flow.sample(8, 1).floats(), read.sample(8, 1).floats());
      assertEquals(guided ? 2 : 1, read.velocity().shape().spans());
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      refused("'spans' is '0'", text.replaceFirst("\"spans\":\"[12]\"", "\"spans\":\"0\""));
      refused("'span_embed.2.weight' is missing", text.replaceFirst("span_embed.2.weight", "span_embed.9.weight"));
    }
  }

  private static void refused(String words, String file) {
    byte[] bytes = file.getBytes(StandardCharsets.ISO_8859_1);
    String message = String
        .valueOf(assertThrows(InvalidInputException.class, () -> FlowModel.read("file", bytes)).getMessage());
    assertTrue(message.contains(words), message);
  }
}
