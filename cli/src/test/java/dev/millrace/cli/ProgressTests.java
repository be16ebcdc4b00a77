package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;
import java.util.OptionalInt;

import dev.millrace.cli.terminal.Pace;
import dev.millrace.cli.terminal.Progress;
import dev.millrace.cli.terminal.ProgressLine;
import dev.millrace.cli.terminal.Terminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ProgressTests {
  private static ProgressLine line(String news) {
    return new ProgressLine("train", 2100, 5000, 5.2, OptionalDouble.of(190), news);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 24, 40, 60, 79, 80, 81, 100, 132, 400})
  void aLineNeverReachesTheLastColumn(int columns) {
    for (String name : new String[]{"train", "round 2 of 3, pairs", "training the classifier for the figures, once"}) {
      for (String news : new String[]{"", "loss 0.4412", "loss 0.4412, 512,000 pairs/s, epoch 12 of 40"}) {
        for (long total : new long[]{0, 7, 5000, 2_000_000_000}) {
          for (boolean blocks : new boolean[]{true, false}) {
            String shown = new ProgressLine(name, total / 3, total, 7261, OptionalDouble.of(12.3), news)
                .fitted(columns, blocks);
            assertTrue(shown.length() < columns, shown);
          }
        }
      }
    }
  }

  @Test
  void whatIsLeftOutIsTheLeastImportant() {
    String news = "loss 0.4412, 512,000 pairs/s";
    assertEquals("train  42 % ████████████▌                  2,100 of 5,000, 5 s elapsed, 3 min 10 s left, "
        + "loss 0.4412, 512,000 pairs/s", line(news).fitted(140, true));
    assertEquals("train  42 % #######.......... 2,100 of 5,000, 5 s elapsed, 3 min 10 s left",
        line(news).fitted(75, false));
    assertEquals("train  42 % ####...... 5 s elapsed, 3 min 10 s left", line(news).fitted(52, false));
    assertEquals("train  42 %, 5 s elapsed, 3 min 10 s left", line(news).fitted(44, true));
    assertEquals("train: 2,100 of 5,000, loss 0.4412, 512,000 pairs/s, 5 s elapsed, 3 min 10 s left",
        line(news).plain());
  }

  @ParameterizedTest
  @CsvSource({"0,0 s", "42.4,42 s", "99.4,99 s", "100,1 min 40 s", "3599,59 min 59 s", "3600,1 h 00 min",
      "90061,25 h 01 min"})
  void durationsArePlain(double seconds, String text) {
    assertEquals(text, ProgressLine.duration(seconds));
  }

  @Test
  void theTimeLeftFollowsThePaceOfNow() {
    // 3 s at 10 units per second while Java compiles, then 1,000 per second: of 13,030 units 9 s are left after 7 s.
    Pace pace = new Pace(0);
    for (int tick = 1; tick <= 70; tick++) {
      double seconds = tick / 10.0;
      pace.at(seconds, seconds <= 3 ? tick : Math.round(30 + 1000 * (seconds - 3)));
    }
    assertEquals(9, pace.secondsLeft(7, 13_030).orElseThrow(), 0.2);
    // Nothing more happens for 4 s: the estimate falls as time goes by, and never below 0.
    assertEquals(5, pace.secondsLeft(11, 13_030).orElseThrow(), 0.2);
    assertEquals(0, pace.secondsLeft(100, 13_030).orElseThrow());
  }

  @Test
  void atASteadyPaceTheTimeLeftIsExact() {
    Pace pace = new Pace(5000);
    for (int tick = 1; tick <= 1000; tick++) {
      pace.at(tick / 100.0, 5000 + tick);
    }
    assertEquals(40, pace.secondsLeft(10, 10_000).orElseThrow(), 1e-6);
    assertEquals(0, pace.secondsLeft(10, 6000).orElseThrow());
  }

  @Test
  void fewLongUnitsGiveAnEstimateToo() {
    Pace pace = new Pace(0);
    assertTrue(pace.secondsLeft(30, 4).isEmpty());
    pace.at(60, 1);
    assertEquals(180, pace.secondsLeft(60, 4).orElseThrow(), 1e-9);
    pace.at(90, 2);
    assertEquals(60, pace.secondsLeft(90, 4).orElseThrow(), 1e-9);
  }

  @Test
  void atTheBeginNothingIsPromised() {
    Pace pace = new Pace(0);
    pace.at(0.5, 50);
    assertTrue(pace.secondsLeft(1, 5000).isEmpty());
  }

  @Test
  void widthsThatAreNoneAreNotTaken() {
    assertEquals(OptionalInt.of(80), Terminal.columns("80"));
    assertEquals(OptionalInt.of(20), Terminal.columns("3"));
    for (String none : new String[]{"", "0", "wide", "-80", "80.5", "99999999999"}) {
      assertTrue(Terminal.columns(none).isEmpty(), none);
    }
    assertTrue(Terminal.columns(null).isEmpty());
  }

  @Test
  void quietWorkShowsNothing() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream err = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try (Progress progress = Progress.show("work", 2, true)) {
      progress.at(1, "");
      progress.note("a word");
      progress.at(2, "");
    } finally {
      System.setErr(err);
    }
    assertFalse(bytes.toString(StandardCharsets.UTF_8).contains("work"));
  }
}
