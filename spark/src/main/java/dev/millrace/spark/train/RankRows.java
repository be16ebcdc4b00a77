package dev.millrace.spark.train;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;

/** What the rows of a rank are. */
interface RankRows extends Serializable {
  /** {@return the names of the columns that are read} */
  List<String> names();

  /** {@return a row as the network sees it} */
  float[] encoded(double[] row);

  /**
   * {@return what a rank learns of its rows}
   *
   * @param rows encoded, at least one
   * @param own the options of the rank
   */
  Learnt learnt(float[] rows, RunConfig own) throws IOException;

  /**
   * What a rank learns.
   *
   * @param data the rows
   * @param objective how they are learnt
   * @param start the weights with which the training begins
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Learnt(DataSource data, FlowMatching objective, float[] start) {}

  /**
   * Rows of data.
   *
   * @param names the columns
   * @param mean their means
   * @param std their standard deviations
   * @param hash what identifies all rows
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Data(List<String> names, double[] mean, double[] std, String hash) implements RankRows {
    static Data of(List<String> names, Statistics rows) {
      Standardizer standardizer = rows.standardizer();
      return new Data(names, standardizer.mean(), standardizer.std(), rows.hash());
    }

    @Override
    public float[] encoded(double[] row) {
      return new Standardizer(mean, std).apply(row);
    }

    @Override
    public Learnt learnt(float[] rows, RunConfig own) throws IOException {
      DataSource data = new DataSource(new Empirical(rows, names.size()), new Standardizer(mean, std), names, hash);
      return new Learnt(data,
          Couplings.objective(own, DataSource.source(own.source(), names.size()), data.learnt()),
          new MlpNetwork(own.shape(data.learnt())).start(new Seed(own.seed())));
    }
  }

  /**
   * Pairs of a flow: the numbers of the noise, then those of its sample.
   *
   * @param names the columns
   * @param teacher the flow, with whose weights the training begins
   * @param hash what identifies all pairs
   */
  record OfFlow(List<String> names, RunFiles teacher, String hash) implements RankRows {
    @Override
    public float[] encoded(double[] row) {
      float[] floats = new float[row.length];
      for (int k = 0; k < row.length; k++) {
        floats[k] = (float) row[k];
      }
      return floats;
    }

    @Override
    public Learnt learnt(float[] rows, RunConfig own) {
      int dim = names.size() / 2;
      int count = rows.length / names.size();
      float[] x0 = new float[count * dim];
      float[] x1 = new float[count * dim];
      for (int row = 0; row < count; row++) {
        System.arraycopy(rows, 2 * row * dim, x0, row * dim, dim);
        System.arraycopy(rows, (2 * row + 1) * dim, x1, row * dim, dim);
      }
      try (OpenRuns.Use use = OpenRuns.of(teacher)) {
        FlowModel model = use.model();
        float[] start = model.velocity().withSpans(own.spans(), new Seed(own.seed())).toFlat();
        return new Learnt(new DataSource(new Empirical(x1, dim), model.standardizer(), model.columns(), hash),
            own.objective(new FixedPairs(x0, x1, dim), Coupling.INDEPENDENT), start);
      }
    }
  }

  /** {@return the array, or a longer copy, with room for some more numbers} */
  static float[] grown(float[] all, int used, int more) {
    long most = Integer.MAX_VALUE - 8L;
    if (used + (long) more > most) {
      throw new InvalidInputException(
          "more than %d numbers for one rank; expected more `ranks`".formatted(most));
    }
    return used + more <= all.length
        ? all
        : Arrays.copyOf(all, (int) Math.min(most, Math.max(used + more, 2L * all.length)));
  }
}
