package dev.millrace.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.TimeGrids;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.EulerMaruyama;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.sample.Solvers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for integrating a flow: they check each other and make the solver. */
final class SolverOptions {
  static final int MOST_STEPS = 1_000_000;
  private static final int USUAL_STEPS = 100;
  private static final int USUAL_STEPS_OF_IMAGES = 20;
  private static final double TOLERANCE = 1e-5;
  private static final int USUAL_EVALUATIONS = 100;
  /** Number of trajectories from which a grid is learnt. */
  private static final int LEARNT_FROM = 256;

  @Option(names = "--steps", paramLabel = "K",
      description = "number of steps from noise to data; with an adaptive solver, number of states for --trajectory; "
          + "default 100, for images 20")
  private @Nullable Integer steps;

  @Option(names = "--solver", paramLabel = "NAME",
      description = "the method of the steps: euler, midpoint, heun, ralston or rk4 take --steps steps; bosh3, dopri5 "
          + "and tsit5 choose their steps by --rtol and --atol; default euler")
  private String name = "euler";

  @Option(names = "--rtol", paramLabel = "X",
      description = "relative error that an adaptive solver allows per step; default 1e-5")
  private @Nullable Double rtol;

  @Option(names = "--atol", paramLabel = "X",
      description = "absolute error that an adaptive solver allows per step; default 1e-5")
  private @Nullable Double atol;

  @Option(names = "--grid", paramLabel = "NAME",
      description = "how the steps are distributed: uniform, cosine (shorter at both ends), shifted:3 (shorter near "
          + "noise), learnt (shorter where the flow bends); default uniform")
  private @Nullable String grid;

  @Option(names = "--sde", paramLabel = "ETA",
      description = "add noise at every step and remove as much (Euler–Maruyama, a stochastic solver): 0 adds none, 1 is "
          + "a good start; only if the source is gaussian and the coupling was independent; "
          + "after training with --sigma-min constant:S, that noise is added to the start points too")
  private @Nullable Double eta;

  boolean isStochastic() {
    return eta != null;
  }

  /** Checks the options as far as that is possible without a model. */
  void check() {
    requireSteps("--steps", steps());
    Optional<EmbeddedPair> pair = pair();
    if (pair.isEmpty() && tableau().isEmpty()) {
      throw new InvalidInputException("--solver " + name + ": expected one of "
          + Tableau.ALL.stream().map(Tableau::name).collect(Collectors.joining(", "))
          + UsageErrors.nearest(name, Tableau.ALL.stream().map(Tableau::name).toList()));
    }
    requireTolerance("--rtol", rtol, pair);
    requireTolerance("--atol", atol, pair);
    if (grid != null && pair.isPresent()) {
      throw new InvalidInputException(
          "--grid %s with --solver %s: it chooses its steps itself, by --rtol and --atol".formatted(grid, name));
    }
    if (grid != null) {
      TimeGrids.parse(grid, steps(), () -> TimeGrid.uniform(steps()));
    }
    if (eta != null && !name.equals("euler")) {
      throw new InvalidInputException("--sde %s with --solver %s: expected euler".formatted(eta, name));
    }
    if (eta != null && !(eta >= 0 && eta < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("--sde " + eta + ": expected a finite number, 0 or more");
    }
  }

  /** @throws InvalidInputException if the number is below 1 or unreasonably large */
  static void requireSteps(String option, int steps) {
    if (steps < 1 || steps > MOST_STEPS) {
      throw new InvalidInputException("%s %d: expected 1 to %d".formatted(option, steps, MOST_STEPS));
    }
  }

  private void requireTolerance(String option, @Nullable Double value, Optional<EmbeddedPair> pair) {
    if (value == null) {
      return;
    }
    if (pair.isEmpty()) {
      throw new InvalidInputException("%s %s with --solver %s, which has no error control: expected one of %s"
          .formatted(option, value, name,
              EmbeddedPair.ALL.stream().map(EmbeddedPair::name).collect(Collectors.joining(", "))));
    }
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new InvalidInputException("%s %s: expected a finite number above 0".formatted(option, value));
    }
  }

  private Optional<EmbeddedPair> pair() {
    return EmbeddedPair.ALL.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  private Optional<Tableau> tableau() {
    return Tableau.ALL.stream().filter(t -> t.name().equals(name)).findFirst();
  }

  /** An estimate of the evaluations of the velocity per point. */
  long evaluations() {
    return tableau().map(t -> (long) steps() * t.stages().size()).orElse((long) USUAL_EVALUATIONS);
  }

  /** Checks the options for images, for which --sde and --grid learnt are not available. */
  Solver forImages() {
    if (eta != null) {
      throw new InvalidInputException(
          "--sde %s: for runs of points only; images are sampled without added noise".formatted(eta));
    }
    return pair().<Solver>map(this::adaptive).orElseGet(() -> new FixedStepSolver(tableau().orElseThrow(),
        TimeGrids.parse(grid == null ? "uniform" : grid, imageSteps(), () -> {
          throw new InvalidInputException(
              "--grid learnt: for runs of points only; expected uniform, cosine or shifted[:shift]");
        })));
  }

  /** The times of the states that --trajectory writes for a solver. */
  double[] times(Solver solver) {
    TimeGrid times = solver instanceof FixedStepSolver fixed ? fixed.grid() : TimeGrid.uniform(imageSteps());
    return IntStream.rangeClosed(0, times.steps()).mapToDouble(times::time).toArray();
  }

  /** The name and the steps of the solver, for titles. */
  String shown(Solver solver) {
    return solver instanceof FixedStepSolver
        ? "%s, %d %s".formatted(name, imageSteps(), imageSteps() == 1 ? "step" : "steps")
        : name;
  }

  /** Describes what was done; {@code unit} is what was integrated, such as "point". */
  String done(Sampler.Samples samples, String unit) {
    boolean adaptive = pair().isPresent();
    int taken = samples.accepted();
    String method = isStochastic() ? "Euler–Maruyama" : Solvers.title(name);
    String steps = adaptive ? method : taken + " " + method + (taken == 1 ? " step" : " steps");
    if (!adaptive && samples.nfe() == taken) {
      return steps;
    }
    String evaluations = samples.meanNfe() == samples.nfe()
        ? "%d evaluations per %s".formatted(samples.nfe(), unit)
        : String.format(Locale.ROOT, "at most %d evaluations per %s, %.1f on average", samples.nfe(), unit,
            samples.meanNfe());
    return adaptive
        ? "%s with %s (%d steps accepted, %d rejected)".formatted(steps, evaluations, taken, samples.rejected())
        : steps + " with " + evaluations;
  }

  /** Integrates from noise to data. */
  Sampler.Samples sample(FlowModel model, float[] x0, Seed seed, int threads) {
    int dim = model.velocity().shape().dim();
    return eta == null
        ? sampler(model, seed, threads).sample(model.velocity(), x0, dim)
        : stochastic(model, eta, seed, threads).sample(model.velocity(), x0, dim);
  }

  /** As {@link #sample}, and keeps --steps + 1 states. */
  Sampler.Trajectory follow(FlowModel model, float[] x0, Seed seed, int threads) {
    int dim = model.velocity().shape().dim();
    return eta == null
        ? sampler(model, seed, threads).follow(model.velocity(), x0, dim, steps())
        : stochastic(model, eta, seed, threads).follow(model.velocity(), x0, dim);
  }

  /** Integrates from data back to noise; not available with --sde. */
  Sampler.Samples invert(FlowModel model, float[] x1, Seed seed, int threads) {
    return sampler(model, seed, threads).invert(model.velocity(), x1, model.velocity().shape().dim());
  }

  int steps() {
    return steps == null ? USUAL_STEPS : steps;
  }

  int imageSteps() {
    return steps == null ? USUAL_STEPS_OF_IMAGES : steps;
  }

  private Sampler sampler(FlowModel model, Seed seed, int threads) {
    Solver solver = pair().<Solver>map(this::adaptive)
        .orElseGet(() -> new FixedStepSolver(tableau().orElseThrow(), grid(model, seed)));
    return new Sampler(solver, threads);
  }

  private AdaptiveSolver adaptive(EmbeddedPair pair) {
    return new AdaptiveSolver(pair, rtol == null ? TOLERANCE : rtol, atol == null ? TOLERANCE : atol);
  }

  private EulerMaruyama stochastic(FlowModel model, double noise, Seed seed, int threads) {
    if (!model.source().equals("gaussian")) {
      throw new InvalidInputException(
          "--sde %s: the score is known for a gaussian source, this run's is %s".formatted(noise, model.source()));
    }
    return new EulerMaruyama(Schedules.parse(model.path()), SigmaForms.parse(model.sigmaMin()), grid(model, seed),
        noise,
        seed, threads);
  }

  private TimeGrid grid(FlowModel model, Seed seed) {
    int dim = model.velocity().shape().dim();
    return TimeGrids.parse(grid == null ? "uniform" : grid, steps(),
        () -> TimeGrids.learnt(model.velocity(), StateSpace.FLOATS, Sampler.startPoints(
            DataSource.source(model.source(), dim), LEARNT_FROM, seed, Seed.Purpose.GRID, 0), steps()));
  }
}
