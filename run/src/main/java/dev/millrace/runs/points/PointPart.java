package dev.millrace.runs.points;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.train.MlpTraining;

/**
 * What a rank learns of points.
 *
 * @param training the options of the whole training, the rows of this rank, and the objective of this rank
 * @param own the options for this rank's share
 * @param start the weights to begin with
 * @param dataHashes what identifies the rows of all ranks
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PointPart(MlpTraining training, RunConfig own, float[] start, Map<String, String> dataHashes)
    implements
      RankPart {
  @Override
  public Objective objective() {
    return own.learnt(training.objective());
  }

  @Override
  public MlpNetwork network() {
    return new MlpNetwork(training.shape());
  }

  @Override
  public TrainingOptions options() {
    return own.trainingOptions();
  }

  @Override
  public List<String> columns() {
    return training.columns();
  }

  @Override
  public List<String> classNames() {
    return training.classNames();
  }

  @Override
  public String networkText() {
    return training.network();
  }

  @Override
  public String unit() {
    return "pairs";
  }

  @Override
  public void write(float[] average, Path file) throws IOException {
    training.model(network().field(average)).write(file);
  }
}
