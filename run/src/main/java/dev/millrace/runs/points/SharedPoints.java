package dev.millrace.runs.points;

import java.io.IOException;
import java.io.Serial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.LabelledRows;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.runs.shared.FloatRows;
import dev.millrace.runs.shared.LabelColumn;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.Training;
import org.jspecify.annotations.Nullable;

/** A flow of points whose rows lie on several machines. */
public final class SharedPoints implements SharedTraining<PointSurvey> {
  private final RunConfig config;
  private final List<String> names;
  private final int label;

  private SharedPoints(RunConfig config, List<String> names, int label) {
    this.config = config;
    this.names = names;
    this.label = label;
  }

  /**
   * Checks options and columns.
   *
   * @throws InvalidInputException naming what has no place in a training of several machines
   */
  static SharedPoints of(RunConfig config, List<SharedColumn> columns) {
    if (config.coupling().startsWith("pairs:")) {
      throw new InvalidInputException("`coupling` %s: pairs are trained on by reflow".formatted(config.coupling()));
    }
    if (config.classes() && config.labels().isEmpty()) {
      throw new InvalidInputException("`classes`: expected `labels` with the name of the column that holds them");
    }
    check(config);
    List<String> names = columns.stream().map(SharedColumn::name).toList();
    int label = config.labels().isEmpty() ? -1 : label(config.labels(), names);
    for (int k = 0; k < names.size(); k++) {
      if (k != label && !columns.get(k).isNumeric()) {
        throw new InvalidInputException("column %s: is %s; expected numbers only, such as by select".formatted(
            names.get(k), columns.get(k).type()));
      }
    }
    return new SharedPoints(config, names, label);
  }

  /**
   * Checks the options that all trainings of points on several machines have in common.
   *
   * @throws InvalidInputException naming the option
   */
  static void check(RunConfig config) {
    // The labels are a column of the rows, not of a file that is called as the option says.
    ConfigFile.over(config, "", Map.of("data", "unknown", "labels", "", "classes", config.conditional())).check();
    if (config.coupling().startsWith("semidiscrete")) {
      throw new InvalidInputException(
          "`coupling` %s: expected one that pairs the rows of a batch, such as ot, on several machines"
              .formatted(config.coupling()));
    }
    if (DataSource.isFile(config.source())) {
      throw new InvalidInputException(
          "`source` %s: the other machines do not have the file; expected the name of a distribution"
              .formatted(config.source()));
    }
  }

  private static int label(String labels, List<String> names) {
    int at = names.indexOf(labels);
    if (at < 0) {
      throw new InvalidInputException("`labels` %s: there is no column of that name%s".formatted(Shown.cut(labels),
          Nearest.of(labels, names).map(near -> "; did you mean '%s'?".formatted(Shown.cut(near)))
              .orElse("; expected one of " + Shown.names(names))));
    }
    if (names.size() == 1) {
      throw new InvalidInputException(
          "`labels` %s: it is the only column, so that nothing is left to learn".formatted(Shown.cut(labels)));
    }
    return at;
  }

  @Override
  public PointSurvey survey() {
    return new PointSurvey(names, label);
  }

  @Override
  public RankRows rows(PointSurvey all, int ranks) {
    HashMap<String, Integer> classes = new HashMap<>();
    List<String> classNames = List.of();
    if (label >= 0) {
      List<String> labels = all.labels();
      LabelledRows.Classed classed = LabelledRows.classed("column " + names.get(label), labels);
      for (int i = 0; i < labels.size(); i++) {
        classes.put(labels.get(i), classed.classes().get(i));
      }
      classNames = classed.names();
    }
    Standardizer standardizer = all.standardizer();
    return new Rows(new HashMap<>(ConfigFile.values(config)), names.toArray(String[]::new), label, classes,
        classNames.toArray(String[]::new), standardizer.mean(), standardizer.std(), all.hash());
  }

  /** What travels to the ranks. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Rows(HashMap<String, Object> options, String[] names, int label, HashMap<String, Integer> classes,
      String[] classNames, double[] mean, double[] std, String hash) implements RankRows {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public RunConfig config() {
      return ConfigFile.over(RunConfig.defaults(), "", options);
    }

    @Override
    public Reading reading(TrainingConfig own) {
      return new OfPoints(this, (RunConfig) own);
    }
  }

  private static final class OfPoints implements RankRows.Reading {
    private final Rows rows;
    private final RunConfig own;
    private final Standardizer standardizer;
    private final double[] numbers;
    private final FloatRows points;
    private final IntStream.Builder labels = IntStream.builder();

    OfPoints(Rows rows, RunConfig own) {
      this.rows = rows;
      this.own = own;
      this.standardizer = new Standardizer(rows.mean, rows.std);
      this.numbers = new double[rows.mean.length];
      this.points = new FloatRows(numbers.length);
    }

    @Override
    public void add(@Nullable Object[] row) {
      PointSurvey.numbers(row, rows.names, rows.label, numbers);
      points.add(standardizer.apply(numbers));
      if (rows.label >= 0) {
        labels.add(new LabelColumn(rows.label, rows.names[rows.label]).classOf(row, rows.classes));
      }
    }

    @Override
    public RankPart part() throws IOException {
      int classes = rows.classes.values().stream().distinct().toList().size();
      Empirical learnt = rows.label < 0
          ? new Empirical(points.toArray(), numbers.length)
          : new Empirical(points.toArray(), numbers.length, labels.build().toArray(), classes);
      List<String> columns = IntStream.range(0, rows.names.length).filter(k -> k != rows.label)
          .mapToObj(k -> rows.names[k]).toList();
      DataSource data = new DataSource(learnt, standardizer, columns, rows.hash, Arrays.asList(rows.classNames), "");
      MlpTraining training = new MlpTraining(rows.config(), data,
          Couplings.objective(own, DataSource.source(own.source(), numbers.length), learnt));
      return new PointPart(training, own, new MlpNetwork(training.shape()).start(new Seed(own.seed())),
          Map.of(Training.DATA_HASH, rows.hash));
    }
  }
}
