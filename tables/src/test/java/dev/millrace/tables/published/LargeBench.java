package dev.millrace.tables.published;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;
import dev.millrace.tables.train.TableTraining;

/**
 * The time of a large table: ten numbers and ten categories of five levels that depend on a hidden number. Arguments:
 * rows, steps of the training, rows of the sample, steps of the sample.
 */
public final class LargeBench {
  private static long start;
  private static long cpu;

  private LargeBench() {
  }

  public static void main(String[] args) {
    int rows = Integer.parseInt(args[0]);
    Table table = table(rows);
    lap("made");
    TableOptions options = TableOptions.defaults(rows, true);
    TrainingOptions training = options.training().withSteps(Integer.parseInt(args[1])).withThreads(2);
    if (args.length > 4) {
      training = training.withBatch(Integer.parseInt(args[4]));
    }
    TableTraining learnt = TableTraining.of(table, 19, Relations.NONE, options.withTraining(training));
    lap("encoded " + rows + " rows, width " + learnt.encoding().width());
    TableModel model = TableModel.of(learnt, learnt.trainer().run().average(), java.util.Map.of());
    lap(args[1] + " steps of " + training.batch() + ", hidden " + options.hidden());
    int count = Integer.parseInt(args[2]);
    for (int repeat = 0; repeat < 2; repeat++) {
      model.sample(count, SampleOptions.of(1, Integer.parseInt(args[3])).withThreads(2));
      lap(count + " rows drawn in " + args[3] + " steps");
    }
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(Locale.ROOT, "memory %d MB%n", (runtime.totalMemory() - runtime.freeMemory()) >> 20);
  }

  private static void lap(String what) {
    long now = System.nanoTime();
    long used = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
    if (start != 0) {
      System.out.printf(Locale.ROOT, "%-50s %.2f s, processor %.2f s%n", what, (now - start) * 1e-9,
          (used - cpu) * 1e-9);
    }
    start = now;
    cpu = used;
  }

  private static Table table(int rows) {
    start = System.nanoTime();
    double[][] numbers = new double[10][rows];
    int[][] words = new int[10][rows];
    SplittableRandom random = new SplittableRandom(1);
    for (int row = 0; row < rows; row++) {
      double hidden = random.nextGaussian();
      for (int c = 0; c < 10; c++) {
        numbers[c][row] = Math.rint(1000 * Math.exp(0.1 * c * hidden + 0.5 * random.nextGaussian())) / 100;
        words[c][row] = (int) Math.clamp(2.5 + 0.1 * c * hidden + random.nextGaussian(), 0, 4);
      }
    }
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < 10; c++) {
      columns.add(new Numbers("n" + c, numbers[c], new ValueForm.Decimal(2, false, '.')));
    }
    for (int c = 0; c < 10; c++) {
      columns.add(new Words("w" + c, words[c], List.of("a", "b", "c", "d", "e")));
    }
    return new Table(columns);
  }
}
