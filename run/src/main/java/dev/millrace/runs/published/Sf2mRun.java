package dev.millrace.runs.published;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.measure.Straightness;
import dev.millrace.flow.measure.Wasserstein;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Reflow;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.Couplings;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.published.Sf2mTable.Cell;
import dev.millrace.runs.published.Sf2mTable.Problem;
import dev.millrace.runs.published.Sf2mTable.Row;
import dev.millrace.runs.train.MlpTraining;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import tools.jackson.databind.JsonNode;

/**
 * Trains and measures the cells of {@link Sf2mTable}, with one run folder for each cell and seed. Finished runs are not
 * repeated. Problems and seeds run in parallel, with one thread per training.
 */
public final class Sf2mRun {
  private static final int DIM = 2;
  private static final int EULER_STEPS = 100;
  /**
   * The most pairs of a reflow. The paper draws new pairs for each batch; this number suffices for its small network. A
   * short training gets no more than it learns from.
   */
  private static final int PAIRS = 100_000;

  /** The points that all rows of one problem and seed are measured with. */
  private record Truth(float[] noise, float[] real, double w2, double floor) {}

  private final Path out;
  private final int steps;
  private final int count;
  private final int seeds;
  private final Caller caller;
  private final Map<String, Truth> truths = new ConcurrentHashMap<>();

  /**
   * Prepares the runs.
   *
   * @param out the parent of the run folders
   * @param steps number of steps of the optimizer
   * @param count number of test points
   * @param seeds the number of seeds; 0 to seeds − 1 are trained
   * @param caller hears the progress; each training must fit into its memory
   */
  public Sf2mRun(Path out, int steps, int count, int seeds, Caller caller) {
    this.caller = caller;
    this.out = out;
    this.steps = steps;
    this.count = count;
    this.seeds = seeds;
  }

  /**
   * Trains the missing runs and returns the figures of all.
   *
   * @param problems the problems of the table
   * @param rows the figures
   * @param atOnce number of trainings in parallel
   * @return the figures
   * @throws IOException if reading or writing fails
   */
  public List<Cell> run(List<Problem> problems, List<Row> rows, int atOnce) throws IOException {
    AtomicInteger done = new AtomicInteger();
    try (Work work = caller.begin("trainings", Sizes.product(problems.size(), seeds, rows.size()));
        Workers workers = new Workers(atOnce)) {
      workers.forEach(Sizes.product(problems.size(), seeds), task -> {
        Problem problem = problems.get(task % problems.size());
        int seed = task / problems.size();
        for (Row row : rows) {
          try {
            measured(problem, row, seed);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          synchronized (work) {
            work.at(done.incrementAndGet(), problem + ", " + row + ", seed " + seed);
          }
        }
      });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<Cell> cells = new ArrayList<>();
    for (Row row : rows) {
      for (Problem problem : problems) {
        for (int seed = 0; seed < seeds; seed++) {
          cells.add(measured(problem, row, seed));
        }
      }
    }
    return cells;
  }

  private Cell measured(Problem problem, Row row, int seed) throws IOException {
    RunDirectory run = folder(problem, row, seed);
    JsonNode old = run.readEvaluation();
    RunConfig config = Sf2mTable.config(problem, row, seed, steps);
    if (old.has("w2") && old.path("count").asInt() == count && old.path("steps").asInt() == steps) {
      return new Cell(problem, row, old.path("w2").asDouble(), old.path("npe").asDouble(),
          old.path("floor").asDouble());
    }
    FlowModel model = trained(problem, row, seed, config);
    Truth truth = truths.computeIfAbsent(problem + " " + seed, _ -> truth(config));
    float[] samples = euler().sample(model.velocity(), truth.noise, DIM).points();
    Straightness straightness = Straightness.measure(model.velocity(), truth.noise, solver(), model.standardizer(), 1);
    Cell cell = new Cell(problem, row, Wasserstein.w2(samples, truth.real, DIM),
        straightness.normalisedPathEnergy(truth.w2),
        truth.floor);
    run.writeEvaluation(Map.of("w2", cell.w2(), "npe", cell.npe(), "floor", cell.floor(), "count", count, "steps",
        steps));
    return cell;
  }

  private RunDirectory folder(Problem problem, Row row, int seed) {
    return new RunDirectory(out.resolve(problem.toString()).resolve(row.toString()).resolve("seed-" + seed));
  }

  private FlowModel trained(Problem problem, Row row, int seed, RunConfig config) throws IOException {
    RunDirectory run = folder(problem, row, seed);
    if (Files.exists(run.modelFile()) && ConfigFile.read(run.configFile()).steps() == config.steps()) {
      return run.model();
    }
    deleteRun(run);
    RunDirectory.create(run.path());
    RunConfig options = config;
    if (row == Row.RF2) {
      FlowModel teacher = trained(problem, Row.RF1, seed, Sf2mTable.config(problem, Row.RF1, seed, steps));
      Couplings.writePairs(run.pairsFile(), new Reflow(teacher.velocity(), euler(), new Seed(seed), 1)
          .pairs(DataSource.source(problem.source, DIM), (int) Math.min(PAIRS, (long) steps * config.batch()),
              _ -> {}));
      options = ConfigFile.over(config, "", Map.of("coupling", "pairs:" + run.pairsFile()));
    }
    RecordedTraining.run(MlpTraining.withoutRemarks(options, caller.hearingWarnings()), run,
        new RecordedTraining.Plan("", Optional.empty(), false), caller.hearingWarnings());
    return run.model();
  }

  /** Removes an unfinished run of an earlier try, and nothing that is not a run. */
  private static void deleteRun(RunDirectory run) throws IOException {
    if (Files.exists(run.configFile()) || Files.exists(run.pairsFile())) {
      try (Stream<Path> inside = Files.walk(run.path())) {
        for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Sampler euler() {
    return new Sampler(solver(), 1);
  }

  private static FixedStepSolver solver() {
    return new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(EULER_STEPS));
  }

  private Truth truth(RunConfig config) {
    Seed seed = new Seed(config.seed());
    try {
      var data = DataSource.of(config.data()).learnt();
      float[] noise = Sampler.startPoints(DataSource.source(config.source(), DIM), count, seed,
          Seed.Purpose.EVALUATION, 0);
      float[] real = Sampler.startPoints(data, count, seed, Seed.Purpose.EVALUATION_DATA_PLAIN, 0);
      float[] other = Sampler.startPoints(data, count, seed, Seed.Purpose.EVALUATION_DATA_PLAIN, 1);
      return new Truth(noise, real, Wasserstein.w2(noise, real, DIM), Wasserstein.w2(other, real, DIM));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
