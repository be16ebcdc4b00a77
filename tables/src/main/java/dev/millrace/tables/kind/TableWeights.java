package dev.millrace.tables.kind;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.model.TableModel;

/** The weights of a table, with all that sampling needs. */
record TableWeights(Path file, TableModel model) implements Weights {
  static TableWeights of(Path file) throws IOException {
    return new TableWeights(file, TableModel.read(file));
  }

  @Override
  public Known of(TrainedOn on, Caller caller) {
    if (!on.labels().isEmpty()) {
      throw new InvalidInputException(
          "`labels` %s: %s is a network of tables, which knows its label".formatted(Shown.cut(on.labels()), file));
    }
    if (model.provenance().get(TableRunTraining.SCHEMA) == null) {
      throw new InvalidInputException(file + ": has no schema of the table, which its rows need");
    }
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("kind", TableConfig.TABLES);
    options.put("hidden", model.network().shape().hidden());
    options.put("layers", model.network().shape().layers());
    if (model.label() >= 0) {
      options.put("label", model.encoding().columns().get(model.label()).name());
    }
    if (on.data() == null) {
      options.put("data", "unknown");
    }
    Map<String, String> hashes = new LinkedHashMap<>();
    for (String name : List.of(Training.DATA_HASH)) {
      String hash = model.provenance().get(name);
      if (hash != null) {
        hashes.put(name, hash);
      }
    }
    return new Known(this, options, hashes);
  }

  @Override
  public void write(Path to) throws IOException {
    model.write(to);
  }

  @Override
  public long count() {
    return model.network().shape().parameters();
  }
}
