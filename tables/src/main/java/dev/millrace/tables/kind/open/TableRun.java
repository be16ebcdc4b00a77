package dev.millrace.tables.kind.open;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.JsonFault;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.tables.kind.train.TableRunTraining;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.schema.SchemaJson;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.schema.TakenIdentifiers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A run of a table with its model.
 *
 * @param run the folder
 * @param config its options
 * @param model the trained model
 * @param schema all columns of the table
 * @param rows the number of rows that were learnt; 0 if it is not known
 * @param taken the identifiers of the table by the number of their column, as far as the model knows them
 */
public record TableRun(RunDirectory run, TableConfig config, TableModel model, TableSchema schema, long rows,
    Map<Integer, TakenIdentifiers> taken) {
  /** Copies the map. */
  public TableRun {
    taken = Map.copyOf(taken);
  }

  /**
   * Opens a run.
   *
   * @param run of a table, with a model
   * @return the run
   * @throws InvalidInputException if the model is damaged
   * @throws IOException if reading fails
   */
  public static TableRun of(RunDirectory run) throws IOException {
    TableModel model = TableModel.read(run.modelFile());
    String schema = model.provenance().get(TableRunTraining.SCHEMA);
    if (schema == null) {
      throw new InvalidInputException(run.modelFile() + ": has no schema of the table, which its rows need");
    }
    return new TableRun(run, ConfigFile.over(TableConfig.defaults(), run.configFile()), model,
        schema(run, schema),
        Long.parseLong(model.provenance().getOrDefault(TableRunTraining.ROWS, "0")),
        taken(run, model.provenance().getOrDefault(TableRunTraining.IDENTIFIERS, "{}")));
  }

  private static Map<Integer, TakenIdentifiers> taken(RunDirectory run, String json) {
    try {
      Map<Integer, TakenIdentifiers> taken = new HashMap<>();
      JsonMapper.shared().readTree(json).properties()
          .forEach(column -> taken.put(Integer.valueOf(column.getKey()), TakenIdentifiers.of(column.getValue())));
      return taken;
    } catch (JacksonException | IllegalArgumentException e) {
      throw new InvalidInputException("%s: the identifiers of the table are damaged: %s".formatted(run.modelFile(),
          JsonFault.of(e)), e);
    }
  }

  private static TableSchema schema(RunDirectory run, String json) {
    try {
      return SchemaJson.schema(JsonMapper.shared().readTree(json));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new InvalidInputException("%s: the schema of the table is damaged: %s".formatted(run.modelFile(),
          JsonFault.of(e)), e);
    }
  }

  /** {@return the usual number of rows of a sample: as many as were learnt} */
  public int usualCount() {
    return rows == 0 ? 1000 : (int) Math.min(rows, Integer.MAX_VALUE);
  }

  /** {@return the usual number of steps of a sample} */
  public int usualSteps() {
    return TableModel.defaultSteps(rows);
  }
}
