package dev.millrace.runs.open;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.text.Shown;
import dev.millrace.plot.Limits;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A trained run with everything that is needed to sample, measure and draw it.
 *
 * @param name for users
 * @param run its folder
 * @param config its options
 * @param model the network
 * @param data the data that it was trained on
 */
public record PointRun(String name, RunDirectory run, RunConfig config, FlowModel model, DataSource data) {
  /** The value for the data in {@code run.yaml} of a network that was imported without data. */
  public static final String UNKNOWN_DATA = "unknown";
  private static final int USUAL_COUNT = 5000;
  private static final int FEW = 20;

  /**
   * Reads a run.
   *
   * @param run the run
   * @param caller hears if the data have changed since the training
   * @return the run with its model
   * @throws InvalidInputException if its data cannot be read, are not known, or have another number of columns than its
   *           network
   * @throws IOException if reading fails
   */
  public static PointRun of(RunDirectory run, Caller caller) throws IOException {
    RunConfig config = ConfigFile.read(run.configFile());
    FlowModel model = run.model();
    Map<String, String> provenance = ConfigFile.provenance(run.configFile());
    if (config.data().equals(UNKNOWN_DATA)) {
      throw new InvalidInputException(run.path() + ": what its network was trained on is not known; say it with "
          + "'millrace import " + provenance.getOrDefault(Provenance.IMPORTED_FROM, "FILE")
          + " --data DATA --out DIR'");
    }
    caller.memory().requireForFile(config.data());
    DataSource data;
    try {
      data = DataSource.of(config.data(), config.csvHeader(), config.labels(), model);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(run.path() + ": " + e.getMessage(), e);
    }
    String learnt = provenance.get(Training.DATA_HASH);
    if (learnt != null && !data.hasHash(learnt)) {
      caller.warn((Provenance.isOfRows(learnt)
          ? "note: whether %s holds the rows that %s has learnt on a cluster is not known; what follows compares the flow "
              + "with the file as it is now"
          : "note: %s has changed since %s learnt it; what follows compares the flow with the file as it is now")
          .formatted(config.data(), run.path()));
    }
    int classes = model.velocity().classes();
    if (config.conditional() && data.learnt().classes() != classes) {
      throw new InvalidInputException("%s: %s has %d classes now, the network was trained with %d".formatted(run.path(),
          config.labels().isEmpty() ? config.data() : config.labels(), data.learnt().classes(), classes));
    }
    if (config.conditional() && !data.classNames().equals(model.classNames())) {
      throw new InvalidInputException("%s: %s has the classes %s now, the network was trained with %s".formatted(
          run.path(), config.labels(), named(data.classNames()), named(model.classNames())));
    }
    return new PointRun(config.data(), run, config, model, data);
  }

  private static String named(List<String> classes) {
    return classes.isEmpty() ? "0, 1, 2 …" : Shown.cut(String.join(", ", classes));
  }

  /**
   * {@return a run whose data are not available: samples of the flow are used in their place}
   *
   * @param run the run
   * @param sampler carries points along the flow
   * @param count how many
   * @throws IOException if reading fails
   */
  public static PointRun ofOwnSamples(RunDirectory run, Sampler sampler, int count) throws IOException {
    RunConfig config = ConfigFile.read(run.configFile());
    FlowModel model = run.model();
    int dim = model.velocity().shape().dim();
    float[] start = Sampler.startPoints(DataSource.source(model.source(), dim), count, new Seed(config.seed()));
    Distribution samples = new Empirical(sampler.sample(inTurn(model.velocity(), count), start, dim).points(), dim);
    return new PointRun(config.data(), run, config, model,
        new DataSource(samples, model.standardizer(), model.columns(), config.data()));
  }

  /** {@return the start of a picture's title: the name of the data} */
  public String title() {
    return DataNames.shortName(name);
  }

  /**
   * As {@link #title()}, for a picture of the plane of the first two columns.
   *
   * @return what that method returns
   */
  public String planeTitle() {
    return title() + DataNames.ofColumns(dim());
  }

  /**
   * {@return the same run with another name}
   *
   * @param other the new name
   */
  public PointRun named(String other) {
    return new PointRun(other, run, config, model, data);
  }

  /** {@return the number of columns} */
  public int dim() {
    return data.learnt().dim();
  }

  /**
   * {@return the number of points that one draw compares} It is limited because W2 is exact, and because the rows of a
   * file are split in two, one part for the floor.
   *
   * @param asked the value of the option; none for the default
   * @throws InvalidInputException if there are not that many points
   */
  public int count(@Nullable Integer asked) {
    if (Arrays.stream(model.standardizer().std()).allMatch(std -> std == 0)) {
      throw new InvalidInputException("%s: all rows were the same, so that there is nothing to measure".formatted(
          config.data()));
    }
    int most = Math.min(Wasserstein.MOST_POINTS, Subject.largestCount(data.learnt()));
    if (most < 1) {
      throw new InvalidInputException(
          "%s: has 1 row, measuring needs at least 2: half of the rows are compared with the other half"
              .formatted(config.data()));
    }
    if (asked != null && (asked < 1 || asked > most)) {
      throw new InvalidInputException("`count` %d: expected 1 to %d%s".formatted(asked, most,
          most < Wasserstein.MOST_POINTS ? ", half of the rows, so that the floor has no row twice" : ""));
    }
    return asked != null ? asked : Math.min(USUAL_COUNT, most);
  }

  /**
   * Says before the work if there are so few points that the figures are not reliable.
   *
   * @param points the number of points
   * @param caller hears of the work and may cancel it
   */
  public void warnOfFew(int points, Caller caller) {
    if (points < FEW && DataSource.isFile(config.data())) {
      caller.warn(("note: %s: W2 is measured between %d sample%s and as many of its rows, "
          + "too few for a reliable figure").formatted(config.data(), points, points == 1 ? "" : "s"));
    }
  }

  /** {@return its classes} */
  public Classes classes() {
    return Classes.of(run, model, config);
  }

  /** {@return whether the network is told classes, and those of the data are known} */
  public boolean isOfClasses() {
    return model.velocity().classes() > 0 && data.learnt().classes() > 1;
  }

  /**
   * {@return the field of rows that have all classes in turn, or of rows without classes}
   *
   * @param count how many
   */
  public RowField<float[]> inTurn(int count) {
    return inTurn(model.velocity(), count);
  }

  private static RowField<float[]> inTurn(VelocityMlp velocity, int count) {
    int[] labels = ConditionalField.inTurn(velocity.classes(), 0, count);
    return labels.length == 0 ? velocity : velocity.of(StateSpace.FLOATS, labels, 1);
  }

  /** {@return the source of its noise} */
  public Distribution source() {
    return DataSource.source(model.source(), dim());
  }

  /**
   * {@return the start points in pictures, which are always the same: [count, dim]}
   *
   * @param count how many
   */
  public float[] pictureNoise(int count) {
    return source().sample(new Seed(config.seed()).generator(Seed.Purpose.PICTURE, 0, 0), count);
  }

  /**
   * {@return the true points in pictures, in the units of the data: [count, dim]}
   *
   * @param count how many
   */
  public float[] pictureTruth(int count) {
    return units()
        .invert(data.learnt().sample(new Seed(config.seed()).generator(Seed.Purpose.PICTURE, 1, 0), count));
  }

  /**
   * {@return the map from the network's numbers to those that pictures use: the units of the data, minus a plain offset
   * where floats could not resolve the numbers}
   */
  public Standardizer units() {
    double[] mean = model.standardizer().mean();
    double[] offset = Units.drawnOffsets(model.standardizer());
    Arrays.setAll(mean, column -> mean[column] - offset[column]);
    return new Standardizer(mean, model.standardizer().std());
  }

  /**
   * {@return the limits with the names of the first two columns and the offsets that were subtracted from them}
   *
   * @param limits the part of the plane
   */
  public Limits named(Limits limits) {
    return dim() < 2 ? limits : limits.named(axis(0), axis(1));
  }

  /**
   * {@return the name of a column on an axis; empty if the column has no name and no offset}
   *
   * @param column the index of the column
   */
  public String axis(int column) {
    return Units.axis(data.names(), column, Units.drawnOffsets(model.standardizer())[column]);
  }

  /**
   * {@return the flow in the form that measures need: in the units of the data, without the offsets that floats cannot
   * resolve}
   */
  public Subject subject() {
    return new Subject(model.velocity(), source(), data.learnt(), model.standardizer().centred());
  }

  /** {@return the flow map, if the network has learnt average velocities} */
  public Optional<MlpFlowMap> map() {
    return model.isFlowMap() ? Optional.of(new MlpFlowMap(model.velocity())) : Optional.empty();
  }

  /**
   * As {@link #subject()}, measured in standard deviations of each column.
   *
   * @return what that method returns
   */
  public Subject standardisedSubject() {
    double[] std = model.standardizer().std();
    Arrays.setAll(std, column -> std[column] > 0 ? 1 : 0);
    return new Subject(model.velocity(), source(), data.learnt(), new Standardizer(new double[dim()], std));
  }
}
