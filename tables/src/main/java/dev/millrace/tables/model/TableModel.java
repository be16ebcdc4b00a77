package dev.millrace.tables.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.encode.CodedRows;
import dev.millrace.tables.encode.ColumnCode;
import dev.millrace.tables.encode.LevelCode;
import dev.millrace.tables.encode.TableEncoding;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;
import dev.millrace.tables.train.TableTraining;
import org.jspecify.annotations.Nullable;

/**
 * A trained flow of a table: draws rows, also given some of their columns, and fills holes. Any number of threads may
 * use it at once.
 *
 * @param encoding how rows become floats; after the columns of the table come the differences of the relations
 * @param relations what holds between the columns
 * @param network predicts E[x1 | x_t, shown columns]
 * @param label the column that classes the rows; −1 for none
 * @param labelCounts for each level of the label the number of its rows in training; empty without a label
 * @param provenance where the model comes from, by name, such as version, seed and data hash; may be empty
 */
public record TableModel(TableEncoding encoding, Relations relations, VelocityMlp network, int label,
    List<Long> labelCounts, Map<String, String> provenance) {
  /** Rows that are drawn and decoded together, to bound the memory. */
  private static final int CHUNK = 16_384;
  private static final int FEW_ROWS = 600;

  /** Copies the list and the map. */
  public TableModel {
    labelCounts = List.copyOf(labelCounts);
    provenance = Map.copyOf(provenance);
    if (label >= 0 && !(encoding.columns().get(label) instanceof LevelCode)) {
      throw new IllegalArgumentException("label " + label + ", expected a column with levels");
    }
  }

  /**
   * A model of trained weights.
   *
   * @param training what was trained
   * @param weights the weights, such as {@link dev.millrace.flow.train.Trainer#average}
   * @param provenance where the model comes from
   * @return the model
   */
  public static TableModel of(TableTraining training, float[] weights, Map<String, String> provenance) {
    List<Long> counts = new ArrayList<>();
    for (long count : training.labelCounts()) {
      counts.add(count);
    }
    return new TableModel(training.encoding(), training.relations(), training.network().field(weights),
        training.label(),
        counts, provenance);
  }

  /**
   * Learns a table.
   *
   * @param table the columns that are learnt, with at least one row
   * @param label the column that classes the rows; −1 for none
   * @param relations what holds between the columns, such as {@link Relations#find}
   * @param options how to learn
   * @param listener hears of the progress
   * @return the model
   */
  public static TableModel train(Table table, int label, Relations relations, TableOptions options,
      Consumer<TrainingEvent> listener) {
    TableTraining training = TableTraining.of(table, label, relations, options);
    return of(training, training.trainer().run(listener).average(), Map.of());
  }

  /**
   * Learns a table without relations between its columns.
   *
   * @param table the columns that are learnt, with at least one row
   * @param label the column that classes the rows; −1 for none
   * @param options how to learn
   * @param listener hears of the progress
   * @return the model
   */
  public static TableModel train(Table table, int label, TableOptions options, Consumer<TrainingEvent> listener) {
    return train(table, label, Relations.NONE, options, listener);
  }

  /**
   * {@return how many steps suffice for tables of a size} Transport makes the paths nearly straight; more steps draw values
   * that are farther out, and nearer to single rows of a small table.
   *
   * @param rows number of rows of the training
   */
  public static int defaultSteps(long rows) {
    return rows < FEW_ROWS ? 4 : 8;
  }

  /**
   * Draws rows. If there is a label, its levels are drawn by their frequencies, and the other columns given the label.
   *
   * @param count number of rows, 0 or more
   * @param options how to draw
   * @return the rows
   */
  public Table sample(int count, SampleOptions options) {
    return sample(TableDraw.any(count, options));
  }

  private LabelDraws labels(SampleOptions options) {
    long[] counts = labelCounts.stream().mapToLong(Long::longValue).toArray();
    return options.balanced() ? LabelDraws.balanced(counts, options.seed()) : new LabelDraws(counts, options.seed());
  }

  /**
   * Draws rows given some of their values.
   *
   * @param given the columns of this model; a value that is there is kept, one that is missing is drawn
   * @param options how to draw; the label is drawn as the model learnt it, whether balanced or not
   * @return as many rows
   */
  public Table sample(Table given, SampleOptions options) {
    return sample(given, Set.of(), options);
  }

  /**
   * Draws rows given some of their values, and that others are missing.
   *
   * @param given the columns of this model; a value that is there is kept, one that is missing is drawn
   * @param missing the numbers of columns that are missing in all rows; those in which the model knows no missing values
   *     are drawn
   * @param options how to draw; the label is drawn as the model learnt it, whether balanced or not
   * @return as many rows
   */
  public Table sample(Table given, Set<Integer> missing, SampleOptions options) {
    return sample(TableDraw.of(given, missing, options));
  }

  /**
   * Draws rows.
   *
   * @param draw which rows, and how
   * @return the rows
   */
  public Table sample(TableDraw draw) {
    Parts parts = new Parts();
    for (int from = 0; from == 0 || from < draw.count(); from += CHUNK) {
      parts.add(sample(List.of(draw.rows(from, Math.min(CHUNK, draw.count() - from)))).getFirst());
    }
    return parts.table();
  }

  /**
   * Draws rows of several requests, which go through the network together.
   *
   * @param draws which rows, and how: all with the same number of steps
   * @return the rows of each, which do not depend on the others
   * @throws IllegalArgumentException if they differ in the number of steps
   */
  public List<Table> sample(List<TableDraw> draws) {
    if (draws.isEmpty()) {
      return List.of();
    }
    SampleOptions how = draws.getFirst().options();
    if (draws.stream().anyMatch(draw -> draw.options().steps() != how.steps())) {
      throw new IllegalArgumentException("the draws have different numbers of steps");
    }
    List<@Nullable Table> given = new ArrayList<>();
    List<Conditions> starts = new ArrayList<>();
    for (TableDraw draw : draws) {
      Table known = draw.given() == null ? null : relations.given(draw.given());
      given.add(known);
      CodedRows codes = known == null ? labelled(draw) : shown(known, draw.options().threads());
      draw.missing().forEach(column -> showMissing(codes, column));
      starts.add(Conditions.of(encoding, codes, draw.options().seed(), draw.options().offset()));
    }
    float[] ends = carry(Conditions.joined(starts), how.steps(), how.threads());
    List<Table> tables = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < draws.size(); i++) {
      int length = starts.get(i).x0().length;
      Table drawn = encoding.decode(length == ends.length ? ends : Arrays.copyOfRange(ends, at, at + length),
          how.threads());
      Table known = given.get(i);
      tables.add(relations.completed(known == null ? drawn : Parts.filled(known, drawn), known));
      at += length;
    }
    return tables;
  }

  /** Rows that show their label, if there is one. */
  private CodedRows labelled(TableDraw draw) {
    CodedRows codes = Conditions.none(draw.count(), encoding.columns().size());
    if (label >= 0) {
      LabelDraws labels = labels(draw.options());
      for (int row = 0; row < draw.count(); row++) {
        codes.codes()[row * codes.columns() + label] = labels.of(draw.options().offset() + row);
      }
    }
    return codes;
  }

  /**
   * Fills the holes of a table.
   *
   * @param given the columns of this model; missing values are the holes
   * @param filling what holes are filled with
   * @param options the seed, the steps of draws, the threads
   * @return the table without holes, and how sure the filled values are
   */
  public Imputed impute(Table given, Filling filling, SampleOptions options) {
    return new Imputation(this, filling, options).of(given);
  }

  private void showMissing(CodedRows codes, int column) {
    int missing = encoding.columns().get(column).missingCode();
    for (int row = 0; row < codes.rows() && missing >= 0; row++) {
      codes.codes()[row * codes.columns() + column] = (char) missing;
    }
  }

  /** The codes of a table's values; what is missing is not shown. */
  CodedRows shown(Table given, int threads) {
    CodedRows codes = encoding.code(given, threads);
    for (int c = 0; c < codes.columns(); c++) {
      Column column = given.column(c);
      for (int row = 0; row < given.rows(); row++) {
        if (column.isMissing(row)) {
          codes.codes()[row * codes.columns() + c] = ColumnCode.UNKNOWN;
        }
      }
    }
    return codes;
  }

  /** The floats of rows after some steps. */
  float[] carry(Conditions start, int steps, int threads) {
    Sampler sampler = new Sampler(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps)), threads);
    return sampler.sample(new TableField(encoding, network, start.masks()), start.x0(), encoding.width()).points();
  }

  /**
   * Writes the model into a file.
   *
   * @param file the file; written whole or not at all
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    ModelFile.write(this, file);
  }

  /**
   * Reads a model.
   *
   * @param file a file that {@link #write} wrote
   * @return the model
   * @throws IOException if reading fails
   * @throws dev.millrace.flow.InvalidInputException if it is no model of a table, or damaged
   */
  public static TableModel read(Path file) throws IOException {
    return ModelFile.read(file);
  }
}
