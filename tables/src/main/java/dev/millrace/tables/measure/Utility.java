package dev.millrace.tables.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;

/**
 * What models learn from rows: they are trained on synthetic (or real) rows to predict a column from the others, and tested
 * on real rows that no one has seen. For words the score is the macro-averaged F1, for numbers R², at least 0. If the
 * training rows lack a class of the test rows, all scores are 0.
 *
 * @param linear the score of linear or logistic regression, without penalty
 * @param forest of a random forest
 * @param boosting of gradient boosting
 */
public record Utility(double linear, double forest, double boosting) {
  private static final int MOST_ROWS = 5000;
  private static final int MOST_LABELS = 3;
  private static final int MOST_ROWS_OF_LABELS = 2000;
  private static final Map<String, Object> LINEAR = Map.of("booster", "gblinear", "updater", "coord_descent", "lambda",
      0,
      "alpha", 0, "eta", 1);
  private static final int LINEAR_ROUNDS = 100;
  private static final Map<String, Object> BOOSTING = Map.of("tree_method", "hist", "lambda", 0);
  private static final int BOOSTING_ROUNDS = 100;
  private static final int TREES = 100;
  private static final int DEPTH = 28;

  /** {@return the mean of the three scores} */
  public double score() {
    return (linear + forest + boosting) / 3;
  }

  /**
   * {@return what models learn to say about one column}
   *
   * @param train rows to learn from, synthetic or real; of more than 5,000 a sample is used
   * @param test real rows, with the same columns
   * @param label the column that is predicted; rows without a value are left out
   * @param seed seed of the sample
   * @param threads number of threads; the scores do not depend on it
   */
  public static Utility measure(Table train, Table test, int label, Seed seed, int threads) {
    return measure(train, test, List.of(label), MOST_ROWS, seed, threads);
  }

  /**
   * {@return the mean over columns that are predicted in turn from the others, for a table without a label; of more than
   * three columns three are chosen, evenly spaced}
   *
   * @param train rows to learn from, synthetic or real; of more than 2,000 a sample is used
   * @param test real rows, with the same columns
   * @param seed seed of the sample
   * @param threads number of threads; the scores do not depend on it
   */
  public static Utility measure(Table train, Table test, Seed seed, int threads) {
    int count = Math.min(MOST_LABELS, train.width());
    return measure(train, test, IntStream.range(0, count).mapToObj(i -> i * train.width() / count).toList(),
        MOST_ROWS_OF_LABELS, seed, threads);
  }

  private static Utility measure(Table train, Table test, List<Integer> labels, int most, Seed seed,
      int threads) {
    SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 4, 0);
    Table rows = RowSample.of(train, most, random);
    Table others = RowSample.of(test, MOST_ROWS, random);
    double[] scores = new double[3 * labels.size()];
    if (train.width() > 1) {
      Tasks.forEach(threads, scores.length, task -> scores[task] = score(rows, others, labels.get(task / 3), task % 3));
    }
    return new Utility(mean(scores, 0), mean(scores, 1), mean(scores, 2));
  }

  private static double mean(double[] scores, int model) {
    return IntStream.range(0, scores.length).filter(i -> i % 3 == model).mapToDouble(i -> scores[i]).average()
        .orElse(0);
  }

  private static double score(Table train, Table test, int label, int model) {
    Table rows = labelled(train, label);
    Table others = labelled(test, label);
    if (rows.rows() < 2 || others.rows() < 2) {
      return 0;
    }
    var encoder = new Features.Encoder(rows, label, model == 0 ? Features.Form.ONE_HOT : Features.Form.CODES);
    Features learnt = encoder.apply(rows);
    Features held = encoder.apply(others);
    return switch (rows.column(label)) {
      case Numbers numbers -> ofNumbers(learnt, numbers.values(), held,
          ((Numbers) others.column(label)).values(), model);
      case Words words -> ofWords(learnt, words, held, (Words) others.column(label), model);
    };
  }

  private static Table labelled(Table table, int label) {
    Column column = table.column(label);
    return column.missing() == 0
        ? table
        : table.rows(IntStream.range(0, table.rows()).filter(row -> !column.isMissing(row)).toArray());
  }

  private static double ofNumbers(Features train, double[] labels, Features test, double[] truth, int model) {
    double mean = Arrays.stream(labels).average().orElseThrow();
    double deviation = Math.sqrt(Arrays.stream(labels).map(y -> (y - mean) * (y - mean)).average().orElseThrow());
    float[] scaled = new float[labels.length];
    for (int r = 0; r < scaled.length; r++) {
      scaled[r] = (float) (deviation > 0 ? (labels[r] - mean) / deviation : 0);
    }
    float[][] predicted = predict(train, scaled, test, model, Map.of("objective", "reg:squarederror", "base_score", 0),
        1);
    double center = Arrays.stream(truth).average().orElseThrow();
    double residual = 0;
    double total = 0;
    for (int r = 0; r < truth.length; r++) {
      double error = truth[r] - (mean + deviation * predicted[r][0]);
      residual += error * error;
      total += (truth[r] - center) * (truth[r] - center);
    }
    return total > 0 ? Math.max(0, 1 - residual / total) : 0;
  }

  private static double ofWords(Features train, Words labels, Features test, Words truth, int model) {
    List<String> classes = new ArrayList<>(Shape.shares(labels).keySet().stream().sorted().toList());
    if (!classes.containsAll(Shape.shares(truth).keySet())) {
      return 0;
    }
    int[] expected = classesOf(truth, classes);
    if (classes.size() == 1) {
      return 1;
    }
    int[] learnt = classesOf(labels, classes);
    float[] values = new float[learnt.length];
    for (int r = 0; r < values.length; r++) {
      values[r] = learnt[r];
    }
    float[][] scores = predict(train, values, test, model,
        Map.of("objective", "multi:softprob", "num_class", classes.size()), Math.sqrt(train.width()) / train.width());
    int[] found = new int[expected.length];
    for (int r = 0; r < found.length; r++) {
      for (int c = 1; c < classes.size(); c++) {
        found[r] = scores[r][c] > scores[r][found[r]] ? c : found[r];
      }
    }
    return macroF1(expected, found, classes.size());
  }

  private static int[] classesOf(Words words, List<String> classes) {
    int[] ofLevels = words.levels().stream().mapToInt(classes::indexOf).toArray();
    return Arrays.stream(words.codes()).map(code -> ofLevels[code]).toArray();
  }

  private static float[][] predict(Features train, float[] labels, Features test, int model,
      Map<String, Object> objective, double share) {
    Map<String, Object> parameters = new HashMap<>(objective);
    switch (model) {
      case 0 -> parameters.putAll(LINEAR);
      case 1 ->
        parameters.putAll(
            Map.of("tree_method", "hist", "max_bin", 64, "num_parallel_tree", TREES, "max_depth", DEPTH, "eta", 1,
                "subsample", 0.632, "colsample_bynode", Math.min(1, share), "lambda", 0, "min_child_weight", 0));
      default -> parameters.putAll(BOOSTING);
    }
    int rounds = model == 0 ? LINEAR_ROUNDS : model == 1 ? 1 : BOOSTING_ROUNDS;
    return Boosting.predict(parameters, rounds, train, labels, test);
  }

  /** The mean of the F1 scores of the classes that occur in either. */
  static double macroF1(int[] expected, int[] found, int classes) {
    int[] right = new int[classes];
    int[] occurs = new int[classes];
    for (int r = 0; r < expected.length; r++) {
      occurs[expected[r]]++;
      occurs[found[r]]++;
      right[expected[r]] += expected[r] == found[r] ? 1 : 0;
    }
    return IntStream.range(0, classes).filter(c -> occurs[c] > 0).mapToDouble(c -> 2.0 * right[c] / occurs[c])
        .average().orElse(0);
  }
}
