package dev.millrace.flow.measure;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.GaussianRing;
import dev.millrace.flow.data.Toy;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FloorTests {
  /** Two points, 10 apart: balanced sets agree, and a plain draw with k points too many on one side costs k·10². */
  @Test
  void chanceCountsOfTheModesAreTheDifferenceBetweenTheTwoFloors() {
    GaussianRing twoPoints = new GaussianRing(2, 5, 0);
    int n = 60;
    double squares = 0;
    for (int seed = 0; seed < 400; seed++) {
      Floor floor = Floor.of(twoPoints, n, new SplittableRandom(seed));
      assertEquals(0, floor.balanced(), 1e-5);
      double k = floor.drawn() * floor.drawn() * n / 100;
      assertEquals(Math.rint(k), k, 1e-3);
      squares += k * k / 400;
    }
    // The count of one side is binomial: variance n/4, with a relative standard error of √(2/400).
    assertEquals(n / 4.0, squares, 4 * Math.sqrt(2 / 400.0) * n / 4);
  }

  @Test
  void moonsOfEqualHalvesLieNearerThanDrawnOnes() {
    double balanced = 0;
    double drawn = 0;
    for (int seed = 0; seed < 10; seed++) {
      Floor floor = Floor.of(Toy.MOONS, 200, new SplittableRandom(seed));
      assertEquals(200, floor.count());
      balanced += floor.balanced() / 10;
      drawn += floor.drawn() / 10;
    }
    assertTrue(balanced > 0.05 && balanced < 0.9 * drawn, "balanced " + balanced + ", drawn " + drawn);
  }

  @Test
  void aDataSetOffersHalfItsRows() {
    float[] rows = new float[9];
    IntStream.range(0, 9).forEach(i -> rows[i] = 1 << i);
    Empirical data = new Empirical(rows, 1, new int[]{0, 1, 0, 1, 0, 1, 0, 1, 0});
    assertEquals(4, Floor.largestCount(data));
    assertEquals(Integer.MAX_VALUE, Floor.largestCount(new Gaussian(2)));
    for (int seed = 0; seed < 50; seed++) {
      Floor floor = Floor.of(data, 4, new SplittableRandom(seed));
      // No row is in both sets, so each pair is at least 1 apart.
      assertTrue(floor.balanced() >= 1, "floor " + floor.balanced());
      assertEquals(floor.balanced(), floor.drawn(), 0);
    }
    assertThrows(IllegalArgumentException.class, () -> Floor.of(data, 5, new SplittableRandom(0)));
  }
}
