package dev.millrace.tables.measure;

import java.util.Locale;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;
import org.jspecify.annotations.Nullable;

/** Cheap ways to synthetic tables, which take no training to speak of: what a trained model should beat. */
public enum Baseline {
  /** Each column drawn by itself from the training rows: equal marginals, no relation between columns. */
  INDEPENDENT("independent columns", "each column drawn by itself from the training rows"),
  /** A Gaussian copula: the marginals of the training rows, joined by one correlation for each pair of columns. */
  COPULA("Gaussian copula", "the columns joined by correlations alone, a Gaussian copula"),
  /** SMOTE: points between a training row and one of its five nearest neighbours. Close to the rows by construction. */
  SMOTE("SMOTE", "points between a training row and a near one: close to these rows by construction");

  private final String title;
  private final String meaning;

  Baseline(String title, String meaning) {
    this.title = title;
    this.meaning = meaning;
  }

  /** {@return the name in reports} */
  public String title() {
    return title;
  }

  /** {@return how its rows are made, for a legend} */
  public String meaning() {
    return meaning;
  }

  /**
   * Draws rows.
   *
   * @param train the training rows, at least one
   * @param label the column that classes the rows, within which SMOTE stays; null if there is none
   * @param count number of rows, at least 1
   * @param seed seed of the rows
   * @return the rows, with the columns of {@code train}
   */
  public Table sample(Table train, @Nullable Integer label, int count, Seed seed) {
    return switch (this) {
      case INDEPENDENT -> IndependentColumns.sample(train, count, seed);
      case COPULA -> new GaussianCopula(train, seed).sample(count, seed);
      case SMOTE -> new Smote(train, label, seed).sample(count, seed);
    };
  }

  /** The name in files, in lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
