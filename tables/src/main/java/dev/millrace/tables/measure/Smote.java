package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import org.jspecify.annotations.Nullable;

/**
 * SMOTE for mixed types (SMOTE-NC, Chawla et al. 2002), used to draw whole tables: each training row in turn is joined
 * with one of its five nearest neighbours of the same label (by {@link Gower}); numbers lie at a random place between the two, words are
 * the most frequent among the five. A missing number is taken from one of the two.
 */
final class Smote {
  private static final int NEIGHBOURS = 5;
  private static final int MOST_ROWS = 20_000;
  /** Rows that are drawn around; searching the neighbours of more takes long. */
  private static final int MOST_CENTRES = 4000;

  private final Table train;
  private final int[] centres;
  /** For each centre its nearest rows. */
  private final int[][] neighbours;

  Smote(Table all, @Nullable Integer label, Seed seed) {
    SplittableRandom random = seed.generator(Seed.Purpose.BASELINE, 3, 0);
    train = RowSample.of(all, MOST_ROWS, random);
    centres = RowSample.first(train.rows(), Math.min(MOST_CENTRES, train.rows()), random);
    Map<String, List<Integer>> classes = new HashMap<>();
    Words words = label != null && train.column(label) instanceof Words of ? of : null;
    for (int row = 0; row < train.rows(); row++) {
      String name = className(words, row);
      classes.computeIfAbsent(name, _ -> new ArrayList<>()).add(row);
    }
    GowerRows rows = Gower.of(train).rows(train);
    Map<String, GowerRows> ofClass = new HashMap<>();
    neighbours = new int[centres.length][];
    for (int i = 0; i < centres.length; i++) {
      String name = className(words, centres[i]);
      int[] members = classes.getOrDefault(name, List.of()).stream().mapToInt(Integer::intValue).toArray();
      GowerRows points = ofClass.computeIfAbsent(name, _ -> Gower.of(train).rows(train.rows(members)));
      neighbours[i] = nearest(rows, centres[i], points, members);
    }
  }

  /** All rows are of one class if there is no label. */
  private static String className(@Nullable Words label, int row) {
    return label == null ? "" : label.text(row);
  }

  private static int[] nearest(GowerRows rows, int row, GowerRows points, int[] members) {
    double[] distances = new double[members.length];
    rows.distances(row, points, 0, distances);
    double limit = Smallest.of(distances, Math.min(distances.length, NEIGHBOURS + 1))[Math.min(distances.length,
        NEIGHBOURS + 1) - 1];
    int[] near = IntStream.range(0, members.length).filter(j -> members[j] != row && distances[j] <= limit).boxed()
        .sorted(Comparator.comparingDouble((Integer j) -> distances[j])).limit(NEIGHBOURS).mapToInt(j -> members[j])
        .toArray();
    return near.length == 0 ? new int[]{row} : near;
  }

  Table sample(int count, Seed seed) {
    int[] centre = new int[count];
    int[] other = new int[count];
    double[] place = new double[count];
    for (int row = 0; row < count; row++) {
      SplittableRandom random = seed.generator(Seed.Purpose.BASELINE, 4, row);
      // The centres are in random order.
      centre[row] = row % centres.length;
      int[] near = neighbours[centre[row]];
      other[row] = near[random.nextInt(near.length)];
      place[row] = random.nextDouble();
    }
    List<Column> columns = new ArrayList<>();
    for (Column column : train.columns()) {
      columns.add(switch (column) {
        case Numbers numbers -> between(numbers, centre, other, place);
        case Words words -> new Words(words.name(),
            Arrays.stream(centre).map(i -> mostFrequent(words, neighbours[i])).toArray(), words.levels());
      });
    }
    return new Table(columns);
  }

  private Numbers between(Numbers numbers, int[] centre, int[] other, double[] place) {
    double[] values = new double[centre.length];
    for (int row = 0; row < values.length; row++) {
      double a = numbers.values()[centres[centre[row]]];
      double b = numbers.values()[other[row]];
      values[row] = Double.isNaN(a) || Double.isNaN(b)
          ? place[row] < 0.5 ? a : b
          : numbers.form().round(a + place[row] * (b - a));
    }
    return new Numbers(numbers.name(), values, numbers.form());
  }

  /** Of equally frequent ones that of the nearest row. */
  private static int mostFrequent(Words words, int[] rows) {
    int best = words.codes()[rows[0]];
    long most = 0;
    for (int row : rows) {
      int code = words.codes()[row];
      long count = Arrays.stream(rows).filter(r -> words.codes()[r] == code).count();
      if (count > most) {
        most = count;
        best = code;
      }
    }
    return best;
  }
}
