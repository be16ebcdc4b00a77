package dev.millrace.tables.kind.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.runs.train.TrainerSession;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.privacy.PrivacyPlan;
import dev.millrace.tables.relations.Constraints;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.schema.SchemaFile;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.train.TableTraining;
import dev.millrace.tables.train.TrainingCost;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A training of a table.
 *
 * @param config the options, with the numbers that were chosen by the number of rows, without passwords
 * @param data the data
 * @param table the encoded rows and the network
 */
public record TableRunTraining(TableConfig config, TableData data, TableTraining table) implements Training {
  /** The file of the schema in the folder of a run. */
  private static final String SCHEMA_FILE = "schema.yaml";
  /** What the provenance of a model calls its schema. */
  public static final String SCHEMA = "schema";
  /** What the provenance of a model calls the number of rows that it learnt. */
  public static final String ROWS = "rows";
  /** What the provenance of a model calls the identifiers of its table. */
  public static final String IDENTIFIERS = "identifiers";

  /**
   * Reads the data and encodes them.
   *
   * @param config the options
   * @param caller hears how the data were read
   * @return the training
   * @throws InvalidInputException naming what is wrong
   * @throws IOException if reading fails
   */
  public static TableRunTraining of(TableConfig config, Caller caller) throws IOException {
    config.check();
    TableData data = TableData.read(config, caller);
    return of(config, data, data.learnt().rows(), caller);
  }

  /**
   * Encodes the data of a training.
   *
   * @param config the options
   * @param data the data, which may be some of the rows that are learnt
   * @param rows the number of rows that are learnt
   * @param caller hears what is learnt, which must fit into its memory
   * @return the training
   */
  public static TableRunTraining of(TableConfig config, TableData data, long rows, Caller caller) {
    data.notes().forEach(note -> caller.remark("note: " + note));
    int label = data.label();
    TableConfig resolved = config.resolved(rows, label >= 0).withoutPasswords();
    Constraints constraints = Constraints.of(data.schema(), config.schema());
    Relations relations = constraints.relations(data.learnt(), label);
    Constraints.described(relations, data.schema(), config.protectBelow() <= 1)
        .forEach(kept -> caller.inform("kept: " + kept));
    constraints.notes(data.learnt()).forEach(note -> caller.remark("note: " + note));
    TableTraining table = TableTraining.of(data.learnt(), label, relations,
        resolved.options(rows, label >= 0, 1));
    if (label >= 0 && table.label() < 0) {
      caller.warn("note: `label` %s has too many different numbers to class rows, and is learnt as any other column"
          .formatted(data.learnt().column(label).name()));
    }
    PrivacyPlan plan = table.plan();
    if (plan != null && table.options().privacy() != null) {
      caller.inform(plan.text(table.options().privacy()));
    }
    TableRunTraining training = new TableRunTraining(resolved, data, table);
    caller.inform(training.described());
    TrainingCost cost = TrainingCost.of(table, data.learnt().rows());
    caller.inform(cost.text());
    caller.memory().require("learning %,d rows of %d columns".formatted(data.learnt().rows(), data.learnt().width()),
        cost.bytes());
    return training;
  }

  private String described() {
    int held = data.heldOut() == null ? 0 : data.heldOut().rows();
    String kept = held == 0
        ? "all are learnt"
        : String.format(Locale.ROOT, "%,d of them are not learnt but kept to compare with", held);
    return String.format(Locale.ROOT, "%,d rows, %s; %d of %d columns are learnt%s", data.learnt().rows() + held, kept,
        data.schema().learnt().size(), data.schema().columns().size(),
        table.label() < 0 ? "" : ", by " + data.learnt().column(table.label()).name());
  }

  @Override
  public String engine() {
    return "pure Java";
  }

  @Override
  public String engineInUse() {
    return engine() + ", " + VelocityMlp.random(new MlpShape(1, 1, 1, 1), new Seed(0)).engine();
  }

  @Override
  public String network() {
    return network(config, table.encoding());
  }

  /**
   * {@return a description of the network}
   *
   * @param config the options
   * @param encoding of the columns
   */
  public static String network(TableConfig config, TableEncoding encoding) {
    return "a network with `hidden` %d, `layers` %d, of %d numbers and %d columns".formatted(config.hidden(),
        config.layers(), encoding.width(), encoding.columns().size());
  }

  @Override
  public long parameters() {
    return table.network().shape().parameters();
  }

  @Override
  public Map<String, String> dataHashes() {
    return Map.of(DATA_HASH, data.hash());
  }

  @Override
  public List<String> columns() {
    return data.learnt().columns().stream().map(Column::name).toList();
  }

  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    writeSchema(run, data.schema(), config);
    MlpNetwork network = table.network();
    TableTraining scaled = table.withOptions(config.options(data.learnt().rows(), table.label() >= 0, rateFactor));
    TrainingState state = from.isPresent()
        ? StateFile.read(from.get(), network)
        : TrainingState.startingFrom(network.start(scaled.training().seed()));
    return new TrainerSession(new Trainer(scaled.objective(), network, scaled.training(), state), network,
        TableConfig.EVENT_STEPS, "rows", () -> "",
        (average, file) -> TableModel.of(scaled, average, provenance()).write(file));
  }

  /**
   * Writes the file of the schema, unless there is one.
   *
   * @param run the folder
   * @param schema the columns
   * @param config the options
   * @throws IOException if writing fails
   */
  public static void writeSchema(RunDirectory run, TableSchema schema, TableConfig config) throws IOException {
    Path file = run.path().resolve(SCHEMA_FILE);
    if (Files.notExists(file)) {
      SchemaFile.write(file, schema, TableData.shown(config.data()));
    }
  }

  private Map<String, String> provenance() {
    return provenance(config.seed(), data, data.learnt().rows());
  }

  /**
   * {@return where a model comes from, by name}
   *
   * @param seed the seed
   * @param data the data
   * @param rows the number of rows that were learnt
   */
  public static Map<String, String> provenance(long seed, TableData data, long rows) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("version", Build.version());
    provenance.put("seed", Long.toString(seed));
    provenance.put(DATA_HASH, data.hash());
    provenance.put(ROWS, Long.toString(rows));
    provenance.put(SCHEMA, SchemaJson.of(data.schema()).toString());
    if (!data.taken().isEmpty()) {
      ObjectNode identifiers = JsonMapper.shared().createObjectNode();
      data.taken().forEach((column, taken) -> identifiers.set(column.toString(), taken.toJson()));
      provenance.put(IDENTIFIERS, identifiers.toString());
    }
    return provenance;
  }
}
