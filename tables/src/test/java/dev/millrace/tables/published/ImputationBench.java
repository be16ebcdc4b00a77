package dev.millrace.tables.published;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.random.Seed;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.model.Filling;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.train.MaskShares;
import dev.millrace.tables.train.TableOptions;

/**
 * Hides 30 % of the values of the test rows and fills them: the mean absolute error in ranges of the training rows, the
 * share of levels that are right, and mean and mode to compare with. Arguments: the tables, and
 * optionally the steps of the training and the shares of rows that show the label and some columns.
 */
public final class ImputationBench {
  private ImputationBench() {
  }

  public static void main(String[] args) {
    for (String set : args[0].split(",")) {
      double[] expected = new double[4];
      double[] draw = new double[4];
      double[] means = new double[4];
      double[] near = new double[4];
      int splits = 3;
      for (int k = 0; k < splits; k++) {
        Sets.Split split = Sets.split(set, k);
        int label = split.train().columns().getLast() instanceof Words ? split.train().width() - 1 : -1;
        TableOptions options = TableOptions.defaults(split.train().rows(), label >= 0);
        options = options.withTraining(options.training().withThreads(2));
        if (args.length > 1) {
          options = options.withTraining(options.training().withSteps(Integer.parseInt(args[1])));
        }
        if (args.length > 2) {
          options = options
              .withShares(new MaskShares(label < 0 ? 0 : Double.parseDouble(args[2]), Double.parseDouble(args[3])));
        }
        TableModel model = TableModel.train(split.train(), label, options, _ -> {});
        Table holed = holed(split.test(), new Seed(k).generator(Seed.Purpose.MASK, 0, 0));
        SampleOptions sampling = SampleOptions.of(k, 8).withThreads(2);
        add(expected, split, holed, model.impute(holed, Filling.EXPECTED, sampling).table());
        add(draw, split, holed, model.impute(holed, Filling.DRAW, sampling).table());
        add(means, split, holed, means(split.train(), split.test()));
        add(near, split, holed, nearest(split.train(), holed));
      }
      System.out.printf(Locale.ROOT, "%-14s expected %s  draw %s  mean/mode %s  five nearest %s%n", set, text(expected),
          text(draw), text(means), text(near));
    }
  }

  private static String text(double[] sums) {
    return String.format(Locale.ROOT, "%.3f/%.2f", sums[0] / sums[1], sums[2] / sums[3]);
  }

  private static Table holed(Table table, SplittableRandom random) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      columns.add(switch (column) {
        case Numbers numbers -> new Numbers(numbers.name(),
            Arrays.stream(numbers.values()).map(v -> random.nextDouble() < 0.3 ? Double.NaN : v).toArray(),
            numbers.form());
        case Words words -> new Words(words.name(),
            Arrays.stream(words.codes()).map(c -> random.nextDouble() < 0.3 ? Words.MISSING : c).toArray(),
            words.levels());
      });
    }
    return new Table(columns);
  }

  private static Table means(Table train, Table test) {
    List<Column> columns = new ArrayList<>();
    for (Column column : train.columns()) {
      switch (column) {
        case Numbers numbers -> {
          double[] values = new double[test.rows()];
          Arrays.fill(values,
              Arrays.stream(numbers.values()).filter(v -> !Double.isNaN(v)).average().orElseThrow());
          columns.add(new Numbers(numbers.name(), values, numbers.form()));
        }
        case Words words -> {
          long[] counts = new long[words.levels().size()];
          for (int code : words.codes()) {
            if (code != Words.MISSING) {
              counts[code]++;
            }
          }
          int mode = 0;
          for (int j = 0; j < counts.length; j++) {
            mode = counts[j] > counts[mode] ? j : mode;
          }
          int[] codes = new int[test.rows()];
          Arrays.fill(codes, mode);
          columns.add(new Words(words.name(), codes, words.levels()));
        }
      }
    }
    return new Table(columns);
  }

  /** The mean, or the mode, of the five training rows that are nearest in the columns that are there. */
  private static Table nearest(Table train, Table holed) {
    List<Column> columns = new ArrayList<>(holed.columns());
    for (int c = 0; c < holed.width(); c++) {
      int column = c;
      double[] numbers = holed.column(c) instanceof Numbers n ? n.values().clone() : new double[0];
      int[] codes = holed.column(c) instanceof Words w ? w.codes().clone() : new int[0];
      for (int row = 0; row < holed.rows(); row++) {
        if (!holed.column(c).isMissing(row)) {
          continue;
        }
        int hole = row;
        int[] near = IntStream.range(0, train.rows()).filter(r -> !train.column(column).isMissing(r)).boxed()
            .sorted(Comparator.comparingDouble(r -> distance(train, r, holed, hole))).limit(5)
            .mapToInt(Integer::intValue).toArray();
        if (numbers.length > 0) {
          numbers[row] = Arrays.stream(near).mapToDouble(r -> ((Numbers) train.column(column)).values()[r]).average()
              .orElseThrow();
        } else {
          int[] votes = new int[((Words) train.column(c)).levels().size()];
          for (int r : near) {
            votes[((Words) train.column(c)).codes()[r]]++;
          }
          codes[row] = IntStream.range(0, votes.length).reduce((a, b) -> votes[b] > votes[a] ? b : a).orElseThrow();
        }
      }
      columns.set(c, holed.column(c) instanceof Numbers n
          ? new Numbers(n.name(), numbers, n.form())
          : new Words(holed.column(c).name(), codes, ((Words) holed.column(c)).levels()));
    }
    return new Table(columns);
  }

  private static double distance(Table train, int row, Table holed, int hole) {
    double sum = 0;
    int count = 0;
    for (int c = 0; c < train.width(); c++) {
      if (holed.column(c).isMissing(hole) || train.column(c).isMissing(row)) {
        continue;
      }
      count++;
      if (train.column(c) instanceof Numbers numbers) {
        double[] values = Arrays.stream(numbers.values()).filter(v -> !Double.isNaN(v)).toArray();
        double range = Arrays.stream(values).max().orElseThrow() - Arrays.stream(values).min().orElseThrow();
        double d = (numbers.values()[row] - ((Numbers) holed.column(c)).values()[hole]) / range;
        sum += d * d;
      } else {
        sum += train.column(c).text(row).equals(holed.column(c).text(hole)) ? 0 : 1;
      }
    }
    return count == 0 ? 0 : sum / count;
  }

  private static void add(double[] sums, Sets.Split split, Table holed, Table filled) {
    for (int c = 0; c < holed.width(); c++) {
      Column test = split.test().column(c);
      for (int row = 0; row < holed.rows(); row++) {
        if (!holed.column(c).isMissing(row) || test.isMissing(row)) {
          continue;
        }
        if (test instanceof Numbers numbers) {
          double[] train = ((Numbers) split.train().column(c)).values();
          double range = Arrays.stream(train).filter(v -> !Double.isNaN(v)).max().orElseThrow()
              - Arrays.stream(train).filter(v -> !Double.isNaN(v)).min().orElseThrow();
          sums[0] += Math.abs(numbers.values()[row] - ((Numbers) filled.column(c)).values()[row]) / range;
          sums[1]++;
        } else {
          sums[2] += test.text(row).equals(filled.column(c).text(row)) ? 1 : 0;
          sums[3]++;
        }
      }
    }
  }
}
