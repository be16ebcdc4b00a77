package dev.millrace.tables.published;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.measure.ClassifierTest;
import dev.millrace.tables.measure.MissingRates;
import dev.millrace.tables.measure.Shape;
import dev.millrace.tables.measure.Trend;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.train.TableOptions;

/**
 * Trains on tables of mixed types and prints Shape, Trend with real bins and the area under the curve of a classifier
 * (C2ST) against the test rows, by number of steps. Arguments: the table, the steps of the training (0 for the usual),
 * the batch, the width of the network, the numbers of steps, and optionally the learning rate.
 */
public final class MixedBench {
  private MixedBench() {
  }

  public static void main(String[] args) {
    Sets.Split split = split(Sets.table(args[0]));
    Table train = split.train();
    int label = train.columns().getLast() instanceof Words ? train.width() - 1 : -1;
    TableOptions options = TableOptions.defaults(train.rows(), label >= 0);
    var training = options.training().withThreads(2);
    training = args[1].equals("0") ? training : training.withSteps(Integer.parseInt(args[1]));
    training = args[2].equals("0") ? training : training.withBatch(Integer.parseInt(args[2]));
    training = args.length < 6
        ? training
        : training.withLearningRate(new LearningRate(Double.parseDouble(args[5]), 100, true));
    options = args[3].equals("0") ? options : options.withHidden(Integer.parseInt(args[3]));
    long start = System.nanoTime();
    TableModel model = TableModel.train(train, label, options.withTraining(training), _ -> {});
    System.out.printf(Locale.ROOT, "%s: %d steps of %d, hidden %d, %.1f s%n", args[0], training.steps(),
        training.batch(), options.hidden(), (System.nanoTime() - start) * 1e-9);
    print("train", train, split.test(), train);
    for (int steps : Arrays.stream(args[4].split(",")).mapToInt(Integer::parseInt).toArray()) {
      print(Integer.toString(steps), train, split.test(), model.sample(train.rows(), SampleOptions.of(1, steps)));
    }
  }

  /** Four fifths of the rows and the others, at random. */
  private static Sets.Split split(Table table) {
    int[] rows = new int[table.rows()];
    SplittableRandom random = new Seed(0).generator(Seed.Purpose.SPLIT, 0, 0);
    for (int i = 0; i < rows.length; i++) {
      int j = random.nextInt(i + 1);
      rows[i] = rows[j];
      rows[j] = i;
    }
    int learnt = table.rows() * 4 / 5;
    return new Sets.Split(table.rows(Arrays.copyOf(rows, learnt)),
        table.rows(Arrays.copyOfRange(rows, learnt, rows.length)));
  }

  private static void print(String what, Table train, Table test, Table drawn) {
    System.out.printf(Locale.ROOT, "%6s: Shape %.2f  Trend %.2f  C2ST %.3f  missing %s%n", what,
        Shape.measure(test, drawn).error(), Trend.measure(test, drawn, Trend.Numeric.REAL_BINS, 2).error(),
        ClassifierTest.measure(test, drawn, new Seed(1), 2).auc(),
        MissingRates.measure(test, drawn) + ", of training rows " + MissingRates.measure(train, drawn));
  }
}
