package dev.millrace.tables.trust;

import java.util.Arrays;
import java.util.List;

/** The figures of a trust report. */
public enum Measure {
  /** W1 to the test rows, as a multiple of that of the training rows. */
  W1("w1", Family.QUALITY, true, "W1 to the test rows, as a multiple of the floor, that of the training rows"),
  /** W1 to the test rows. */
  W1_TEST("w1Test", Family.QUALITY, true, "W1 to the test rows: transport cost per row, in ranges of columns"),
  /** The share of test rows that have a synthetic row near them. */
  COVERAGE("coverage", Family.QUALITY, false, "the share of test rows that have a synthetic row near them"),
  /** How far single columns are off. */
  SHAPE("shape", Family.QUALITY, true, "how far single columns are off, in percent (SDMetrics)"),
  /** How far pairs of columns are off, with bins over the range of real values. */
  TREND("trend", Family.QUALITY, true, "how far pairs of columns are off, in percent, with bins of the real range"),
  /** How far pairs of columns are off, as SDMetrics computes it. */
  TREND_SDMETRICS("trendSdmetrics", Family.QUALITY, true,
      "the same with bins over the range of each table (SDMetrics)"),
  /** How well a classifier tells synthetic from test rows. */
  C2ST("c2st", Family.QUALITY, true, "how well boosted trees tell them from test rows: 0.5 is chance, 1 always"),
  /** What models learn from the rows. */
  SCORE("score", Family.QUALITY, false, "F1 or R² on test rows of models trained on them, mean of three kinds"),
  /** What models learn from the rows, as a share of what they learn from the training rows. */
  UTILITY("utility", Family.QUALITY, false, "score as a share of that of models trained on the training rows"),
  /** How far the shares of missing values are off. */
  MISSING("missing", Family.QUALITY, true, "how far the shares of missing values are off, in points"),
  /** W1 to the training rows. */
  W1_TRAIN("w1Train", Family.PRIVACY, false, "W1 to the training rows"),
  /** W1 to the training rows over W1 to the test rows. */
  W1_RATIO("w1Ratio", Family.PRIVACY, false, "W1 to the training rows over W1 to the test rows: near 0 is copying"),
  /** The share of rows nearer to training rows than to held-out ones. */
  DCR("dcr", Family.PRIVACY, true, "the share nearer to the training rows than to as many test rows: 0.5 is ideal"),
  /** The share of exact copies. */
  COPIES("copies", Family.PRIVACY, true, "the percentage that equals a training row in all columns"),
  /** How well distances give training rows away. */
  MEMBERSHIP("membership", Family.PRIVACY, true,
      "how well the distance to the nearest one tells training from test rows: 0.5 is chance");

  /** What a figure is about. */
  public enum Family {
    /** Whether rows are like real ones. */
    QUALITY,
    /** Whether rows give training rows away. */
    PRIVACY;

    /** The name in gates, in lower case. */
    @Override
    public String toString() {
      return this == QUALITY ? "quality" : "privacy";
    }
  }

  private final String key;
  private final Family family;
  private final boolean lessIsBetter;
  private final String meaning;

  Measure(String key, Family family, boolean lessIsBetter, String meaning) {
    this.key = key;
    this.family = family;
    this.lessIsBetter = lessIsBetter;
    this.meaning = meaning;
  }

  /** {@return the name in files and in gates} */
  public String key() {
    return key;
  }

  /** {@return what it is about} */
  public Family family() {
    return family;
  }

  /** {@return whether lower figures are better} */
  public boolean lessIsBetter() {
    return lessIsBetter;
  }

  /** {@return what it means, in a line} */
  public String meaning() {
    return meaning;
  }

  /** {@return the names of all} */
  static List<String> keys() {
    return Arrays.stream(values()).map(Measure::key).toList();
  }
}
