package dev.millrace.runs.points;

import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.rounds.Base;
import dev.millrace.runs.rounds.PointRounds;
import dev.millrace.runs.shared.PairLearner;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.train.MlpTraining;

/**
 * A flow of points that learns the pairs of another.
 *
 * @param options the options
 * @param start the weights to begin with
 * @param mean of the columns, and their standard deviations, by which the other flow has encoded its data
 * @param columns their names; empty if they have none
 * @param classes number of classes
 * @param classNames their names; empty if they have none
 * @param dataHashes of the data of the other flow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PointPairs(HashMap<String, Object> options, float[] start, double[] mean, double[] std, String[] columns,
    int classes, String[] classNames, HashMap<String, String> dataHashes) implements PairLearner {
  @Serial
  private static final long serialVersionUID = 1;
  /** No file: the pairs are rows of the cluster. */
  private static final String PAIRS = "pairs:cluster.npy";

  static PointPairs of(RunDirectory teacher, Map<String, Object> changes) throws IOException {
    RunConfig trained = ConfigFile.read(teacher.configFile());
    RunConfig config = ConfigFile.over(ConfigFile.over(PointRounds.usual(trained), "", changes), "",
        Map.of("coupling", PAIRS));
    SharedPoints.check(config);
    Base.requireSame(trained, config, "source", "classes", "labels", "hidden", "layers", "activation", "time-input",
        "time-scale");
    FlowModel model = teacher.model();
    VelocityMlp velocity = model.velocity();
    VelocityMlp start = (velocity.shape().spans() > config.spans() ? velocity.diagonal() : velocity)
        .withSpans(config.spans(), new Seed(config.seed()));
    return new PointPairs(new HashMap<>(ConfigFile.values(config)), start.toFlat(), model.standardizer().mean(),
        model.standardizer().std(), model.columns().toArray(String[]::new), velocity.classes(),
        model.classNames().toArray(String[]::new), new HashMap<>(Base.dataHashes(teacher)));
  }

  @Override
  public RunConfig config() {
    return ConfigFile.over(RunConfig.defaults(), "", options);
  }

  @Override
  public int dim() {
    return mean.length;
  }

  @Override
  public RankPart part(FixedPairs pairs, TrainingConfig own, Map<String, String> hashes) {
    RunConfig mine = (RunConfig) own;
    // Only its width and its number of classes count, so that one row is enough.
    float[] one = Arrays.copyOf(pairs.x1(), dim());
    Empirical learnt = classes == 0
        ? new Empirical(one, dim())
        : new Empirical(one, dim(), new int[]{pairs.labels()[0]}, classes);
    DataSource data = new DataSource(learnt, new Standardizer(mean, std), Arrays.asList(columns), "",
        Arrays.asList(classNames), "");
    return new PointPart(new MlpTraining(config(), data, mine.objective(pairs, Coupling.INDEPENDENT)), mine, start,
        hashes);
  }
}
