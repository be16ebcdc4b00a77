package dev.millrace.tables.trust;

import java.util.List;

/**
 * The limits of figures that the gates {@code quality} and {@code privacy} ask for. Those of the measures that small tables
 * know badly leave room for chance.
 */
final class UsualLimits {
  /** Measures that {@code quality} looks at; {@link Measure#MISSING} only where values are missing. */
  static final List<Measure> QUALITY = List.of(Measure.W1, Measure.COVERAGE, Measure.SHAPE, Measure.TREND,
      Measure.C2ST, Measure.UTILITY, Measure.MISSING);
  /** Measures that {@code privacy} looks at, all together. */
  static final List<Measure> PRIVACY = List.of(Measure.W1_RATIO, Measure.DCR, Measure.COPIES, Measure.MEMBERSHIP);

  private UsualLimits() {
  }

  static double of(Measure measure, TrustReport report) {
    Candidate floor = report.floor();
    double chance = 1 / (2 * Math.sqrt(report.test().rows()));
    return switch (measure) {
      case W1 -> 1.25;
      case W1_TEST -> 1.25 * floor.get(measure);
      case COVERAGE -> 0.85 * floor.get(measure);
      case SHAPE -> floor.get(measure) + 3;
      case TREND, TREND_SDMETRICS -> floor.get(measure) + 4;
      case C2ST -> 0.7 + chance;
      case SCORE -> 0.85 * floor.get(measure);
      case UTILITY -> 0.85;
      case MISSING -> floor.get(measure) + 1;
      case W1_RATIO -> 0.45;
      case W1_TRAIN -> 0.45 * report.main().get(Measure.W1_TEST);
      // Smooth models of few rows reach 0.6 without copying any; SMOTE on a thousand rows of mixed types has 0.69 and 0.74.
      case DCR -> 0.65 + chance;
      // Rows that repeat among the training rows are drawn again as often as nature repeats them, and so doubled.
      case COPIES -> 2 * floor.get(measure) + 1;
      case MEMBERSHIP -> 0.65 + chance;
    };
  }
}
