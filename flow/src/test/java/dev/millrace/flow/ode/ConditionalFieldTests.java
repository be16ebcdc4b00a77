package dev.millrace.flow.ode;

import java.util.Arrays;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.sample.Sampler;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ConditionalFieldTests {
  /** Class k moves at the constant speed k + 1, any class at 10. */
  private static final ConditionalField<float[]> FIELD = new ConditionalField<>() {
    @Override
    public int classes() {
      return 3;
    }

    @Override
    public void velocity(float[] x, double t, int[] labels, float[] out) {
      for (int i = 0; i < out.length; i++) {
        out[i] = labels[i / 2] == 3 ? 10 : labels[i / 2] + 1;
      }
    }

    @Override
    public void velocity(float[] x, double t, float[] out) {
      Arrays.fill(out, 10);
    }
  };

  private static RowField<float[]> of(int[] labels, double guidance) {
    return FIELD.of(StateSpace.FLOATS, labels, guidance);
  }

  @Test
  void everyRowGoesItsOwnWayInAnyTile() {
    int[] labels = IntStream.range(0, 150).map(i -> i % 4).toArray();
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(2)), 2);
    for (double guidance : new double[]{0, 1, 2.5}) {
      float[] ends = sampler.sample(of(labels, guidance), new float[300], 2).points();
      float[] back = sampler.invert(of(labels, guidance), ends, 2).points();
      float[][] way = sampler.trajectory(of(labels, guidance), new float[300], 2);
      for (int i = 0; i < ends.length; i++) {
        double ofClass = labels[i / 2] == 3 ? 10 : labels[i / 2] + 1;
        assertEquals(10 + guidance * (ofClass - 10), ends[i], 1e-5);
        assertEquals(0, back[i], 1e-5);
        assertEquals(ends[i] / 2, way[1][i], 1e-5);
      }
      assertArrayEquals(ends, way[2]);
    }
  }

  @Test
  void whatIsNoClassOrNoNumberIsRefused() {
    assertEquals("class 4: expected 0 to 2",
        assertThrows(InvalidInputException.class, () -> of(new int[]{0, 4}, 1)).getMessage());
    assertThrows(InvalidInputException.class, () -> of(new int[]{-1}, 1));
    assertThrows(InvalidInputException.class, () -> of(new int[]{0}, Double.NaN));
  }
}
