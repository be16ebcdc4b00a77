package dev.millrace.tables.kind.share;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.train.Training;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.train.TableTraining;

/**
 * What a rank learns of a table.
 *
 * @param config the options of the whole training
 * @param schema all columns
 * @param training the rows of this rank, with the options for its share
 * @param labelCounts for each level of the label the number of rows in the sample; empty without a label
 * @param provenance where the model comes from
 */
record TablePart(TableConfig config, TableSchema schema, TableTraining training, List<Long> labelCounts,
    Map<String, String> provenance) implements RankPart {
  @Override
  public Objective objective() {
    return training.objective();
  }

  @Override
  public MlpNetwork network() {
    return training.network();
  }

  @Override
  public TrainingOptions options() {
    return training.training();
  }

  @Override
  public float[] start() {
    return network().start(options().seed());
  }

  @Override
  public Map<String, String> dataHashes() {
    return Map.of(Training.DATA_HASH, Objects.requireNonNull(provenance.get(Training.DATA_HASH)));
  }

  @Override
  public List<String> columns() {
    return schema.learnt().stream().map(c -> schema.columns().get(c).name()).toList();
  }

  @Override
  public String networkText() {
    return TableRunTraining.network(config, training.encoding());
  }

  @Override
  public String unit() {
    return "rows";
  }

  @Override
  public void prepare(RunDirectory run) throws IOException {
    TableRunTraining.writeSchema(run, schema, config);
  }

  @Override
  public void write(float[] average, Path file) throws IOException {
    new TableModel(training.encoding(), training.relations(), network().field(average),
        training.label(), labelCounts, provenance).write(file);
  }
}
