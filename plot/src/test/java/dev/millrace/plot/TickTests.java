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
    assertEquals(List.of("0", "5,000", "10,000"), labels(0, 10_000, 150));
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
      assertEquals(tick.value(), Double.parseDouble(tick.label().replace('−', '-').replace(",", "")), 1e-9);
    }
  }

  private static List<String> ratioLabels(double min, double max) {
    return Tick.ofRatios(min, max, 360).stream().map(Tick::label).toList();
  }

  @Test
  void logarithmicTicksAreOneTwoFiveInPlainNumbersAsFarAsThereIsRoom() {
    assertEquals(List.of("0.05", "0.1", "0.2", "0.5", "1"), ratioLabels(0.04, 1.9));
    assertEquals(List.of("0.0001", "0.001", "0.01", "0.1", "1", "10"), ratioLabels(0.5e-4, 20));
    assertEquals(List.of("50", "100", "200", "500", "1000", "2000"), ratioLabels(50, 2000));
    assertEquals(List.of("0.06", "0.07", "0.08", "0.09", "0.10", "0.11"), ratioLabels(0.055, 0.115));
    assertEquals(List.of("1e−9", "1e−8", "1e−7", "0.000001", "0.00001", "0.0001"), ratioLabels(0.9e-9, 1.1e-4));
  }

  @Test
  void logarithmicTicksKeepApartLieWithinTheAxisAndTellTheirValues() {
    for (double decades = 0.3; decades < 600; decades *= 1.07) {
      double min = 1.7 * Math.pow(10, -decades / 2);
      double max = 1.7 * Math.pow(10, decades / 2);
      List<Tick> ticks = Tick.ofRatios(min, max, 360);
      assertTrue(ticks.size() >= 3, decades + ": " + ticks);
      for (int i = 0; i < ticks.size(); i++) {
        Tick tick = ticks.get(i);
        assertTrue(tick.value() >= min && tick.value() <= max, decades + ": " + tick);
        assertEquals(1, Double.parseDouble(tick.label().replace('−', '-').replace(",", "")) / tick.value(), 1e-9,
            tick.toString());
        if (i > 0) {
          double gap = 360 / decades * Math.log10(tick.value() / ticks.get(i - 1).value());
          assertTrue(gap > 15, decades + ": " + ticks);
        }
      }
    }
  }

  @Test
  void ticksAtGivenNumbersGiveWayToTheOnesBefore() {
    double[] nfe = {1, 2, 5, 10, 50, 90, 100, 1234567};
    List<String> labels = Tick.at(nfe, 100).stream().map(Tick::label).toList();
    assertEquals(List.of("1", "2", "5", "10", "50", "90", "1,234,567"), labels); // 100 is 10 pixels after 90
    assertEquals(List.of("37.4"), Tick.at(new double[]{37.42}, 100).stream().map(Tick::label).toList());
  }
}
