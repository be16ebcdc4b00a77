package dev.millrace.spark.train;

import java.io.Serial;
import java.util.HashMap;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.points.FloatRows;
import dev.millrace.runs.points.PointPart;
import dev.millrace.runs.points.PointSurvey;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.spark.open.OpenRuns;
import dev.millrace.spark.open.RunFiles;
import org.jspecify.annotations.Nullable;

/**
 * A flow that learns the pairs of another: each row has the numbers of the noise, then those of its sample, and last the
 * class, if the flow has classes.
 *
 * @param config the options
 * @param names the columns
 * @param teacher the flow, with whose weights the training begins
 * @param dim the numbers of a point
 */
record SharedPairs(RunConfig config, List<String> names, RunFiles teacher, int dim)
    implements
      SharedTraining<PointSurvey> {
  @Override
  public PointSurvey survey() {
    return new PointSurvey(names, -1);
  }

  @Override
  public RankRows rows(PointSurvey all, int ranks) {
    return new Rows(new HashMap<>(ConfigFile.values(config)), teacher, dim, names.size(), all.hash());
  }

  /** What travels to the ranks. */
  private record Rows(HashMap<String, Object> options, RunFiles teacher, int dim, int width, String hash)
      implements
        RankRows {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public RunConfig config() {
      return ConfigFile.over(RunConfig.defaults(), "", options);
    }

    @Override
    public Reading reading(TrainingConfig own) {
      return new OfPairs(this, (RunConfig) own);
    }
  }

  private static final class OfPairs implements RankRows.Reading {
    private final Rows rows;
    private final RunConfig own;
    private final float[] numbers;
    private final FloatRows pairs;

    OfPairs(Rows rows, RunConfig own) {
      this.rows = rows;
      this.own = own;
      this.numbers = new float[rows.width];
      this.pairs = new FloatRows(rows.width);
    }

    @Override
    public void add(@Nullable Object[] row) {
      for (int k = 0; k < numbers.length; k++) {
        if (!(row[k] instanceof Number number) || !Float.isFinite(number.floatValue())) {
          throw new InvalidInputException("a pair has the number %s; expected finite ones".formatted(row[k]));
        }
        numbers[k] = number.floatValue();
      }
      pairs.add(numbers);
    }

    @Override
    public RankPart part() {
      int dim = rows.dim;
      int count = pairs.count();
      float[] all = pairs.toArray();
      float[] x0 = new float[count * dim];
      float[] x1 = new float[count * dim];
      int[] labels = new int[rows.width > 2 * dim ? count : 0];
      try (OpenRuns.Use use = OpenRuns.of(rows.teacher)) {
        FlowModel model = use.model();
        int classes = model.velocity().classes();
        for (int row = 0; row < count; row++) {
          System.arraycopy(all, row * rows.width, x0, row * dim, dim);
          System.arraycopy(all, row * rows.width + dim, x1, row * dim, dim);
          if (labels.length > 0) {
            labels[row] = label(all[row * rows.width + 2 * dim], classes);
          }
        }
        Empirical learnt = classes == 0
            ? new Empirical(x1, dim)
            : new Empirical(x1, dim, labels, classes);
        DataSource data = new DataSource(learnt, model.standardizer(), model.columns(), rows.hash, model.classNames(),
            "");
        MlpTraining training = new MlpTraining(rows.config(), data,
            own.objective(new FixedPairs(x0, x1, labels, classes, dim), Coupling.INDEPENDENT));
        return new PointPart(training, own, model.velocity().withSpans(own.spans(), new Seed(own.seed())).toFlat());
      }
    }

    private static int label(float found, int classes) {
      if (!(found >= 0 && found < classes && found == Math.rint(found))) {
        throw new InvalidInputException("a pair has the class %s; expected a whole number from 0 to %d".formatted(found,
            classes - 1));
      }
      return (int) found;
    }
  }
}
