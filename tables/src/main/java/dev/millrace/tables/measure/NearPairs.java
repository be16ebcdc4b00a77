package dev.millrace.tables.measure;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/** The synthetic rows that come nearest to training rows, to be looked at. */
public final class NearPairs {
  private static final int MOST_SYNTHETIC = 2000;
  private static final int MOST_TRAIN = 50_000;

  private NearPairs() {
  }

  /**
   * A synthetic row and the training row nearest to it.
   *
   * @param synthetic the texts of its values
   * @param train the texts of the training row's values
   * @param distance of {@link Gower}; 0 for a copy
   */
  public record Pair(List<String> synthetic, List<String> train, double distance) {
    /** Copies the lists. */
    public Pair {
      synthetic = List.copyOf(synthetic);
      train = List.copyOf(train);
    }
  }

  /**
   * {@return the nearest pairs, of different synthetic rows, the nearest first}
   *
   * @param gower the distance
   * @param train the training rows; of more than 50,000 a sample is used
   * @param synthetic of more than 2,000 rows a sample is used
   * @param count the most pairs
   * @param seed seed of the samples
   * @param threads number of threads; the result does not depend on it
   */
  public static List<Pair> of(Gower gower, Table train, Table synthetic, int count, Seed seed, int threads) {
    SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 6, 0);
    Table rows = RowSample.of(synthetic, MOST_SYNTHETIC, random);
    Table others = RowSample.of(train, MOST_TRAIN, random);
    GowerRows from = gower.rows(rows);
    GowerRows to = gower.rows(others);
    Nearest.Found[] found = new Nearest.Found[rows.rows()];
    Tasks.forEach(threads, found.length, i -> found[i] = Nearest.find(from, i, to));
    return IntStream.range(0, found.length).boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> found[i].distance())).limit(count)
        .map(i -> new Pair(texts(rows, i), texts(others, found[i].row()), found[i].distance())).toList();
  }

  private static List<String> texts(Table table, int row) {
    return table.columns().stream().map(column -> column.text(row)).toList();
  }
}
