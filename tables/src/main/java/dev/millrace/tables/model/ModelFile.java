package dev.millrace.tables.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.relations.RelationsJson;
import dev.millrace.tables.train.TableTraining;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A model in a safetensors file, with all that sampling needs in its metadata. */
final class ModelFile {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String KIND = "kind";
  private static final String TABLES = "tables";
  private static final String ENCODING = "encoding";
  private static final String RELATIONS = "relations";
  private static final String LABEL = "label";
  private static final String LABEL_COUNTS = "label_counts";
  private static final String PROVENANCE = "provenance";

  private ModelFile() {
  }

  static void write(TableModel model, Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>(new MlpNetwork(model.network().shape()).description());
    metadata.put(KIND, TABLES);
    metadata.put("source", "gaussian");
    metadata.put("path", "linear");
    metadata.put("objective",
        "variational flow matching: numbers E[x1], one-hots logits; inputs [x_t, mask of shown columns, time]");
    metadata.put(ENCODING, model.encoding().toJson().toString());
    metadata.put(RELATIONS, RelationsJson.of(model.relations()).toString());
    if (model.label() >= 0) {
      metadata.put(LABEL, Integer.toString(model.label()));
      metadata.put(LABEL_COUNTS, JSON.writeValueAsString(model.labelCounts()));
    }
    metadata.put(PROVENANCE, JSON.writeValueAsString(new TreeMap<>(model.provenance())));
    AtomicFile.write(file, new Safetensors(MlpWeights.tensors(model.network()), metadata)::write);
  }

  static TableModel read(Path file) throws IOException {
    Safetensors read = Safetensors.read(file);
    Map<String, String> metadata = read.metadata();
    if (!TABLES.equals(metadata.get(KIND))) {
      throw new InvalidInputException(
          "%s: not the model of a table: its metadata lack the kind '%s'".formatted(file, TABLES));
    }
    TableEncoding encoding = TableEncoding.ofJson(file.toString(), require(file, metadata, ENCODING));
    VelocityMlp network = MlpWeights.network(file.toString(), read.tensors(), TableTraining.TIME_SCALE,
        Activation.SILU, encoding.columns().size());
    if (network.shape().dim() != encoding.width()) {
      throw new InvalidInputException("%s: the network has %d columns, the encoding %d".formatted(file,
          network.shape().dim(), encoding.width()));
    }
    try {
      int label = Integer.parseInt(metadata.getOrDefault(LABEL, "-1"));
      List<Long> counts = label < 0
          ? List.of()
          : JSON.readValue(require(file, metadata, LABEL_COUNTS), new TypeReference<ArrayList<Long>>() {
          });
      Map<String, String> provenance = JSON.readValue(metadata.getOrDefault(PROVENANCE, "{}"),
          new TypeReference<TreeMap<String, String>>() {
          });
      if (label >= encoding.columns().size()
          || (label >= 0 && counts.size() != encoding.columns().get(label).codes())) {
        throw new InvalidInputException("%s: label %d with %d counts does not fit the encoding".formatted(file, label,
            counts.size()));
      }
      Relations relations = RelationsJson.relations(JSON.readTree(metadata.getOrDefault(RELATIONS, "{}")),
          encoding.columns().size());
      return new TableModel(encoding, relations, network, label, counts, provenance);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new InvalidInputException("%s: the metadata of the table are damaged: %s".formatted(file,
          JsonFault.of(e)), e);
    }
  }

  private static String require(Path file, Map<String, String> metadata, String name) {
    String value = metadata.get(name);
    if (value == null) {
      throw new InvalidInputException("%s: the metadata lack '%s'".formatted(file, name));
    }
    return value;
  }
}
