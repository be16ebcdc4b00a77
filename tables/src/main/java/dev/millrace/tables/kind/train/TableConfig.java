package dev.millrace.tables.kind.train;

import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.run.Checks;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.text.Spec;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.Loss;
import dev.millrace.runs.text.DataNames;
import dev.millrace.tables.privacy.PrivacyGoal;
import dev.millrace.tables.read.BadRows;
import dev.millrace.tables.read.SourceOptions;
import dev.millrace.tables.train.TableOptions;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/**
 * The options of a training of a table. Their names in {@code run.yaml} and on the command line are those of the
 * components in kebab-case. Numbers that are 0 are chosen by the number of rows, where that is said.
 *
 * @param kind "tables"
 * @param data a .csv, .parquet or .duckdb file, or a JDBC URL
 * @param query the rows to take from a database; empty for its only table
 * @param header whether the first row of a .csv file holds names: "auto", "yes" or "no"
 * @param encoding the encoding of a .csv file, such as windows-1252; empty to find it out
 * @param schema a file that says what the columns are; empty to find it out
 * @param label the name of the column that classes the rows; empty for the one that the schema names, or none
 * @param badRows what happens to rows of a .csv file that cannot be read: "fail" or "skip"
 * @param maxLevels the most levels of a category; the rarest words beyond are grouped
 * @param holdout the share of the rows, at most 20,000, that are not learnt, so that samples can be compared with them
 * @param relations "keep" the relations between columns that hold in all rows, or nearly; or "none"
 * @param protectBelow words of fewer rows, and values of single rows, are learnt in groups of so many; 0 for none
 * @param dpEpsilon the ε of differential privacy; 0 for none
 * @param dpDelta the δ of differential privacy; 0 to choose
 * @param dpClip the greatest norm of the gradient of a row, with differential privacy
 * @param steps number of optimizer steps; 0 to choose
 * @param batch rows per step; 0 to choose
 * @param lr peak learning rate; 0 to choose
 * @param hidden width of the hidden layers; 0 to choose
 * @param layers number of hidden layers
 * @param coupling how noise and rows are paired: "ot" or "independent"
 * @param ema decay of the average of the weights; 0 for none
 * @param warmup steps over which the learning rate rises
 * @param decay "constant" or "cosine"
 * @param clip greatest norm of the gradient; 0 for none
 * @param weightDecay decoupled weight decay
 * @param seed seed from which all random numbers are derived
 * @param threads number of threads; 0 for all processors
 * @param checkpointEvery steps between checkpoints; 0 for none
 * @param onDivergence "stop", or "rollback" to the newest checkpoint with half the learning rate
 */
@JsonNaming(PropertyNamingStrategies.KebabCaseStrategy.class)
public record TableConfig(String kind, String data, String query, String header, String encoding, String schema,
    String label, String badRows, int maxLevels, double holdout, String relations, int protectBelow,
    double dpEpsilon, double dpDelta, double dpClip, int steps, int batch, double lr,
    int hidden,
    int layers,
    String coupling, double ema, int warmup, String decay, double clip, double weightDecay, long seed, int threads,
    int checkpointEvery, String onDivergence) implements TrainingConfig {
  /** The name of the kind. */
  public static final String TABLES = "tables";
  private static final String KEEP = "keep";
  /** Steps between two events, and between two lines of the log. */
  static final int EVENT_STEPS = 50;
  private static final int MOST_BATCH = 1 << 16;
  private static final int MOST_WIDTH = 1 << 13;
  private static final int MOST_LAYERS = 64;
  private static final double MOST_DELTA = 0.1;
  private static final double DELTA_OF_ROW = 0.1;
  private static final double LEAST_EPSILON = 0.01;
  private static final double MOST_EPSILON = 1000;
  private static final double MOST_HOLDOUT = 0.9;

  /** {@return the options of a table that nothing is said of} */
  public static TableConfig defaults() {
    return new TableConfig(TABLES, "", "", "auto", "", "", "", "fail", SourceOptions.MAX_LEVELS, 0.2, KEEP, 0, 0, 0, 1,
        0, 0, 0, 0,
        3,
        "ot",
        0.995, 100, "cosine", 1, 0, 0, 0, 1000, "stop");
  }

  @Override
  public void check() {
    if (!kind.equals(TABLES)) {
      throw new InvalidInputException("`kind` " + kind + ": expected " + TABLES);
    }
    Checks.requireRange("steps", steps, 0, Integer.MAX_VALUE);
    Checks.requireRange("batch", batch, 0, MOST_BATCH);
    Checks.requireRange("hidden", hidden, 0, MOST_WIDTH);
    Checks.requireRange("layers", layers, 1, MOST_LAYERS);
    Checks.requireRange("max-levels", maxLevels, 2, Character.MAX_VALUE);
    Checks.requireOneOf("bad-rows", badRows, "fail", "skip");
    Checks.requireOneOf("header", header, "auto", "yes", "no");
    Checks.requireOneOf("relations", relations, KEEP, "none");
    Checks.requireOneOf("coupling", coupling, "ot", "independent");
    Checks.requireRange("protect-below", protectBelow, 0, Integer.MAX_VALUE);
    if (!(dpEpsilon >= 0) || dpEpsilon > MOST_EPSILON || (dpEpsilon > 0 && dpEpsilon < LEAST_EPSILON)) {
      throw new InvalidInputException("`dp-epsilon` %s: expected from %s to %s, or 0 for no protection"
          .formatted(dpEpsilon, LEAST_EPSILON, MOST_EPSILON));
    }
    if (!(dpDelta >= 0 && dpDelta < MOST_DELTA)) {
      throw new InvalidInputException(
          "`dp-delta` %s: expected below one over the number of rows, or 0 to choose".formatted(dpDelta));
    }
    if (!(dpClip > 0 && Double.isFinite(dpClip))) {
      throw new InvalidInputException("`dp-clip` %s: expected above 0".formatted(dpClip));
    }
    if (!(holdout >= 0 && holdout <= MOST_HOLDOUT)) {
      throw new InvalidInputException(
          "`holdout` %s: expected a share of the rows from 0 to %s".formatted(holdout, MOST_HOLDOUT));
    }
    TableConfig chosen = resolved(1, false);
    Checks.requireTraining(chosen, MOST_BATCH);
  }

  /**
   * {@return the same with the numbers that are chosen by the number of rows}
   *
   * @param rows the number of rows that are learnt
   * @param labelled whether a column classes them
   */
  public TableConfig resolved(long rows, boolean labelled) {
    TableOptions usual = TableOptions.defaults(rows, labelled);
    return new TableConfig(kind, data, query, header, encoding, schema, label, badRows, maxLevels, holdout,
        relations, protectBelow, dpEpsilon, dpDelta, dpClip, steps == 0 ? usual.training().steps() : steps,
        batch == 0 ? usual.training().batch() : batch,
        lr == 0 ? usual.training().learningRate().peak() : lr, hidden == 0 ? usual.hidden() : hidden, layers, coupling,
        ema, warmup, decay, clip, weightDecay, seed, threads, checkpointEvery, onDivergence);
  }

  @Override
  public TableConfig withoutPasswords() {
    return new TableConfig(kind, DataNames.withoutPassword(data), query, header, encoding, schema, label, badRows,
        maxLevels, holdout, relations, protectBelow, dpEpsilon, dpDelta, dpClip, steps, batch, lr, hidden, layers,
        coupling, ema, warmup, decay, clip, weightDecay, seed, threads, checkpointEvery, onDivergence);
  }

  /**
   * {@return how the table is learnt; for resolved options}
   *
   * @param rows the number of rows that are learnt
   * @param labelled whether a column classes them
   * @param rateFactor what the learning rate is multiplied by
   */
  public TableOptions options(long rows, boolean labelled, double rateFactor) {
    TableOptions usual = TableOptions.defaults(rows, labelled);
    Coupling pairs = Couplings.withinBatch(Spec.parse("coupling", coupling, List.of()));
    PrivacyGoal goal = dpEpsilon == 0
        ? null
        : new PrivacyGoal(dpEpsilon, dpDelta == 0 ? DELTA_OF_ROW / rows : dpDelta, dpClip);
    return usual.withPrivacy(goal).withHidden(hidden).withLayers(layers).withCoupling(pairs)
        .withTraining(trainingOptions(AdamW.ADAM, Loss.SQUARED, rateFactor, EVENT_STEPS)
            .withLearningRate(new LearningRate(lr * rateFactor, warmup, decay.equals("cosine"))));
  }

  /**
   * {@return how the data are read}
   *
   * @param memory the bytes that they may take
   */
  public SourceOptions source(long memory) {
    return new SourceOptions(query.isEmpty() ? null : query, BadRows.valueOf(badRows.toUpperCase(Locale.ROOT)),
        Csv.Header.valueOf(header.toUpperCase(Locale.ROOT)), encoding.isEmpty() ? null : encoding, maxLevels, memory,
        Workers.orAllProcessors(threads),
        seed);
  }

  /** {@return whether relations between columns are looked for and kept} */
  boolean keepsRelations() {
    return relations.equals(KEEP);
  }

  @Override
  public int couplingBatch() {
    return 0;
  }

  @Override
  public double labelDropout() {
    return 0;
  }

  @Override
  public String time() {
    return "uniform";
  }

  @Override
  public String path() {
    return "linear";
  }

  @Override
  public String sigmaMin() {
    return "none";
  }
}
