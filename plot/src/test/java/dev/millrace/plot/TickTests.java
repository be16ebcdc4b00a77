package dev.millrace.plot;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TickTests {
  private static List<String> labels(double min, double max, int pixels) {
    return Tick.between(min, max, pixels, true).stream().map(Tick::label).toList();
  }

  @Test
  void labelsAreRoundNumbersWithTheDecimalsOfTheirStep() {
    assertEquals(List.of("−2", "−1", "0", "1", "2", "3"), labels(-2, 3, 300));
    assertEquals(List.of("0", "0.5", "1.0"), labels(-0.1, 1.2, 130));
    assertEquals(List.of("0.20", "0.25", "0.30"), labels(0.2, 0.3, 120));
    assertEquals(List.of("0", "5000", "10000"), labels(0, 10_000, 150));
    assertEquals(List.of("1.00e9", "2.00e9", "3.00e9"), labels(1e9, 3e9, 200));
  }

  @Test
  void neighbouringLabelsNeverTouchWhateverTheNumbers() {
    for (int exponent = -12; exponent <= 12; exponent++) {
      double unit = Math.pow(10, exponent);
      for (double min : new double[]{-1234.5 * unit, -unit, 0, 99.99 * unit}) {
        for (int pixels : new int[]{80, 240, 560}) {
          double max = min + 3.7 * unit;
          List<Tick> ticks = Tick.between(min, max, pixels, true);
          for (int i = 0; i + 1 < ticks.size(); i++) {
            double gap = (ticks.get(i + 1).value() - ticks.get(i).value()) * pixels / (max - min);
            double halves = (Text.width(Text.TICK, ticks.get(i).label())
                + Text.width(Text.TICK, ticks.get(i + 1).label())) / 2.0;
            assertTrue(gap > halves + 5, ticks + " in " + pixels);
          }
        }
      }
    }
  }

  @Test
  void ticksLieWithinTheAxisAndTheirLabelsTellTheirValues() {
    for (Tick tick : Tick.between(-0.37, 2.91, 400, true)) {
      assertTrue(tick.value() >= -0.37 && tick.value() <= 2.91);
      assertEquals(tick.value(), Double.parseDouble(tick.label().replace('−', '-')), 1e-9);
    }
  }
}
