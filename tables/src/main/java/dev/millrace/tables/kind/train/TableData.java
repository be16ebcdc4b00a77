package dev.millrace.tables.kind.train;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.privacy.Protection;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.read.TableSource;
import dev.millrace.tables.relations.Constraints;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.schema.SchemaChoices;
import dev.millrace.tables.schema.SchemaReader;
import dev.millrace.tables.schema.SchemaText;
import dev.millrace.tables.schema.TableSchema;
import dev.millrace.tables.schema.TakenIdentifiers;
import org.jspecify.annotations.Nullable;

/**
 * The data of a training.
 *
 * @param schema what the columns are
 * @param learnt the rows that are learnt
 * @param heldOut the rows that are kept for comparison; null if there are none
 * @param hash a hash of the names and values of all rows
 * @param notes what a user should know about how they were read
 * @param taken the identifiers of all rows by the number of their column; none if the model must not tell them
 */
public record TableData(TableSchema schema, Table learnt, @Nullable Table heldOut, String hash, List<String> notes,
    Map<Integer, TakenIdentifiers> taken) {
  /** What the provenance of a model calls the share of rows that a {@link ContentSplit} has kept from it. */
  public static final String HELD_OUT = "held-out";
  /** The most rows that are held out. */
  public static final int MOST_HELD_OUT = 20_000;
  /** The part of the memory that the columns may take; the network and its batches need the rest. */
  private static final int SHARE_OF_MEMORY = 2;

  /**
   * Reads the data of a training.
   *
   * @param config the options
   * @param caller hears of the work; the data must fit into its memory
   * @return the data
   * @throws InvalidInputException naming the file and the place in it where something is wrong
   * @throws IOException if reading fails
   */
  public static TableData read(TableConfig config, Caller caller) throws IOException {
    SchemaChoices choices = choices(config);
    return read(config, caller, source -> labelled(source.schema(choices), config), null).found(config, choices)
        .protectedBelow(config.protectBelow());
  }

  /**
   * Takes the data of a training from a source, which may hold a part of the rows only. Their values are as they came: see
   * {@link #protectedBelow}.
   *
   * @param config the options
   * @param source the rows
   * @param split chooses those that are not learnt
   * @param whole whether the source holds all rows
   * @return the data
   * @throws InvalidInputException naming the column in which something is wrong
   * @throws IOException if reading fails
   */
  public static TableData of(TableConfig config, TableSource source, ContentSplit split, boolean whole)
      throws IOException {
    SchemaChoices choices = choices(config);
    TableSchema schema = labelled(source.schema(choices), config);
    return of(config, source, schema, split, whole).found(config, choices);
  }

  private static SchemaChoices choices(TableConfig config) throws IOException {
    SchemaChoices choices = config.schema().isEmpty()
        ? SchemaChoices.NONE
        : SchemaReader.read(Path.of(config.schema()));
    return config.label().isEmpty() ? choices : choices.withLabel(config.label());
  }

  private TableData found(TableConfig config, SchemaChoices choices) {
    return choices.constraints() == null && config.keepsRelations() ? withFoundRelations(config) : this;
  }

  /** The same, with what holds between the columns as constraints of the schema. */
  private TableData withFoundRelations(TableConfig config) {
    Relations all = Relations.find(learnt, label());
    Relations kept = config.protectBelow() == 0 ? all : all.protectedBelow(config.protectBelow(), learnt);
    List<String> found = new ArrayList<>(Constraints.texts(kept, schema));
    List<String> said = new ArrayList<>(notes);
    for (String order : Constraints.orders(learnt, kept, schema)) {
      found.add(order);
      said.add("Kept is " + order + ": in all rows.");
    }
    return new TableData(schema.withConstraints(found), learnt, heldOut, hash, said, taken);
  }

  /**
   * Reads the data of a training again. If their rows were on several machines, the data may be some of them.
   *
   * @param config the options
   * @param schema what the columns were
   * @param model what was learnt
   * @param caller hears of the work; the data must fit into its memory
   * @return the data
   * @throws InvalidInputException naming the file and the place in it where something is wrong, or if the data are not those
   *     that were learnt
   * @throws IOException if reading fails
   */
  public static TableData again(TableConfig config, TableSchema schema, TableModel model, Caller caller)
      throws IOException {
    String share = model.provenance().get(HELD_OUT);
    ContentSplit split = share == null ? null : new ContentSplit(Double.parseDouble(share), config.seed());
    TableData data = read(config, caller, _ -> schema, split).protectedBelow(config.protectBelow());
    String learnt = model.provenance().get(Training.DATA_HASH);
    if (split == null && learnt != null && !learnt.equals(data.hash())) {
      throw new InvalidInputException(shown(config.data()) + ": holds other data than the run has learnt");
    }
    return data;
  }

  private static TableData read(TableConfig config, Caller caller, Function<TableSource, TableSchema> schemaOf,
      @Nullable ContentSplit split) throws IOException {
    try (Work _ = caller.begin("reading " + shown(config.data()));
        TableSource source = TableSource.open(config.data(), sourceOptions(config, caller))) {
      return of(config, source, schemaOf.apply(source), split, true);
    }
  }

  /**
   * {@return how the data of a training are read}
   *
   * @param config the options
   * @param caller the data must fit into its memory
   */
  public static SourceOptions sourceOptions(TableConfig config, Caller caller) {
    return config.source(caller.memory().bytes() / SHARE_OF_MEMORY);
  }

  private static TableData of(TableConfig config, TableSource source, TableSchema schema, @Nullable ContentSplit split,
      boolean whole) {
    Table all = source.read(schema);
    if (all.rows() < SchemaText.LEAST_ROWS) {
      throw new InvalidInputException("%s: has %d rows; expected at least %d, some hundreds are better"
          .formatted(shown(source.location()), all.rows(), SchemaText.LEAST_ROWS));
    }
    List<String> notes = new ArrayList<>(source.notes());
    notes.addAll(SchemaText.warnings(schema, source.rows()));
    boolean isProtected = config.protectBelow() > 1 || config.dpEpsilon() > 0;
    Map<Integer, TakenIdentifiers> taken = isProtected || !whole ? Map.of() : source.taken(schema);
    if (split == null) {
      return split(schema, all, config, notes, taken);
    }
    int[] heldOut = split.rows(all, false);
    return new TableData(schema, all.rows(split.rows(all, true)), heldOut.length == 0 ? null : all.rows(heldOut),
        hash(all), notes, taken);
  }

  /**
   * {@return the same, with values that few rows hold grouped; rows that are held out stay as they are}
   *
   * @param least rows that must hold each value; 1 or less for as they are
   */
  public TableData protectedBelow(int least) {
    if (least <= 1) {
      return this;
    }
    Protection protection = Protection.of(schema, learnt, least);
    List<String> said = new ArrayList<>(notes);
    protection.notes().forEach(note -> said.add("Protected: " + note + "."));
    return new TableData(protection.schema(), protection.table(),
        heldOut == null ? null : Protection.words(heldOut, protection.table()), hash, said, taken);
  }

  /** The address of a database may hold a password. */
  static String shown(String data) {
    return data.startsWith("jdbc:") ? "the database" : data;
  }

  private static TableSchema labelled(TableSchema schema, TableConfig config) {
    Integer label = schema.label();
    if (label != null && !schema.columns().get(label).type().isLearnt()) {
      throw new InvalidInputException("`label` %s: is of type %s, which is not learnt; expected a category"
          .formatted(config.label(), schema.columns().get(label).type()));
    }
    return schema;
  }

  private static TableData split(TableSchema schema, Table all, TableConfig config, List<String> notes,
      Map<Integer, TakenIdentifiers> taken) {
    String hash = hash(all);
    int rows = all.rows();
    int held = (int) Math.min(MOST_HELD_OUT, Math.round(config.holdout() * rows));
    if (held == 0) {
      return new TableData(schema, all, null, hash, notes, taken);
    }
    // A random choice, in the order of the file.
    int[] order = IntStream.range(0, rows).toArray();
    SplittableRandom random = new Seed(config.seed()).generator(Seed.Purpose.SPLIT, 0, 0);
    for (int i = 0; i < held; i++) {
      int other = i + random.nextInt(rows - i);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    int[] out = Arrays.copyOf(order, held);
    int[] in = Arrays.copyOfRange(order, held, rows);
    Arrays.sort(out);
    Arrays.sort(in);
    return new TableData(schema, all.rows(in), all.rows(out), hash, notes, taken);
  }

  private static String hash(Table table) {
    List<String> parts = new ArrayList<>();
    for (Column column : table.columns()) {
      parts.add(column.name());
      switch (column) {
        case Numbers numbers -> parts.add(Sha256.of(numbers.values(), ByteOrder.LITTLE_ENDIAN));
        case Words words -> {
          parts.add(String.join("\n", words.levels()));
          parts.add(Sha256.of(Arrays.stream(words.codes()).asDoubleStream().toArray(), ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
    return "sha256:" + Sha256.of(String.join("\n", parts));
  }

  /** {@return the number of the label among the learnt columns; −1 without one} */
  public int label() {
    return schema.label() == null ? -1 : schema.learnt().indexOf(schema.label());
  }
}
