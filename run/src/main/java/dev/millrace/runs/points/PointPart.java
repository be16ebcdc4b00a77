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
import dev.millrace.runs.train.Training;

/**
 * What a rank learns of points.
 *
 * @param training the options of the whole training, the rows of this rank with the hash of all, and the objective of this
 *     rank
 * @param own the options for this rank's share
 * @param start the weights to begin with
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PointPart(MlpTraining training, RunConfig own, float[] start) implements RankPart {
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
  public Map<String, String> dataHashes() {
    return Map.of(Training.DATA_HASH, training.data().hash());
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
