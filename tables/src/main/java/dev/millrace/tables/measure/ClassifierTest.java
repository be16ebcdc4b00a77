package dev.millrace.tables.measure;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Tasks;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;

/**
 * How well gradient boosting tells synthetic rows from real ones that the flow has not seen (classifier two-sample test,
 * Lopez-Paz and Oquab 2017): 0.5 if it cannot. Copies of training rows cannot be told from real rows, so this measure does
 * not see them; compared with training rows it would even fall below 0.5.
 *
 * @param auc the area under the ROC curve of five-fold cross-validation, all folds together
 * @param rows the rows of each kind that were compared
 */
public record ClassifierTest(double auc, int rows) {
  private static final int MOST = 5000;
  private static final int FOLDS = 5;
  private static final int ROUNDS = 100;
  private static final Map<String, Object> PARAMETERS = Map.of("objective", "binary:logistic", "tree_method", "hist",
      "eta", 0.1, "max_depth", 6, "min_child_weight", 1, "lambda", 1);

  /**
   * Trains and tests the classifier, with as many synthetic as real rows.
   *
   * @param real rows that were not learnt from
   * @param synthetic with the same columns
   * @param seed seed of the choice of rows and of the folds
   * @param threads number of threads; the figure does not depend on it
   * @return how well it tells them apart
   */
  public static ClassifierTest measure(Table real, Table synthetic, Seed seed, int threads) {
    int rows = Math.min(MOST, Math.min(real.rows(), synthetic.rows()));
    SplittableRandom random = seed.generator(Seed.Purpose.EVALUATION, 3, 0);
    Features.Encoder encoder = new Features.Encoder(real, -1, Features.Form.CODES);
    float[] ofReal = encoder.apply(real).rows(RowSample.first(real.rows(), rows, random)).values();
    float[] ofSynthetic = encoder.apply(synthetic).rows(RowSample.first(synthetic.rows(), rows, random)).values();
    float[] both = Arrays.copyOf(ofReal, 2 * ofReal.length);
    System.arraycopy(ofSynthetic, 0, both, ofReal.length, ofReal.length);
    Features all = new Features(both, ofReal.length / rows);
    double[] scores = new double[2 * rows];
    // Rows of each kind are in random order, so that each fold is a random fifth of both.
    Tasks.forEach(threads, FOLDS, fold -> {
      int[] learnt = IntStream.range(0, 2 * rows).filter(row -> row % rows % FOLDS != fold).toArray();
      int[] held = IntStream.range(0, 2 * rows).filter(row -> row % rows % FOLDS == fold).toArray();
      float[] labels = new float[learnt.length];
      for (int i = 0; i < learnt.length; i++) {
        labels[i] = learnt[i] < rows ? 0 : 1;
      }
      float[][] predicted = Boosting.predict(PARAMETERS, ROUNDS, all.rows(learnt), labels, all.rows(held));
      for (int i = 0; i < held.length; i++) {
        scores[held[i]] = predicted[i][0];
      }
    });
    return new ClassifierTest(
        RankSum.auc(Arrays.copyOfRange(scores, rows, 2 * rows), Arrays.copyOf(scores, rows)), rows);
  }
}
