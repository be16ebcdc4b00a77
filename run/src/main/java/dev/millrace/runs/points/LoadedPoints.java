package dev.millrace.runs.points;

import java.util.List;

import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.Teacher;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.manage.Densities;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.rows.FlowPairs;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RunFacts;
import dev.millrace.runs.sample.PairSolver;
import dev.millrace.runs.sample.PointRows;
import dev.millrace.runs.sample.PointSampling;
import org.jspecify.annotations.Nullable;

/** A flow of points in memory. */
record LoadedPoints(PointRows.Flow flow) implements LoadedRun {
  /** The tolerances of the command. */
  private static final double TOLERANCE = 1e-5;
  private static final int STEPS_OF_PAIRS = 50;

  @Override
  public PointRows rows(RowSettings how, Seed seed) {
    return PointRows.of(flow, how, seed);
  }

  @Override
  public RunFacts facts() {
    PointRows usual = rows(RowSettings.USUAL, new Seed(0));
    Classes classes = flow.subject().classes();
    List<String> names = classes.all().stream().map(classes::name).toList();
    return new RunFacts(usual.columns(), names, PointSampling.USUAL_COUNT, usual.group().steps(), usual.solver(),
        usual.endings(), null);
  }

  @Override
  public LogDensities logDensities(double[] points, @Nullable String classes) {
    FlowModel model = flow.subject().model();
    Likelihood likelihood = new Likelihood(new AdaptiveSolver(EmbeddedPair.DOPRI5, TOLERANCE, TOLERANCE),
        new Divergence.Exact(), flow.threads());
    return Densities.of(likelihood, model, Densities.label(flow.subject().classes(), classes),
        model.standardizer().apply(points));
  }

  @Override
  public FlowPairs pairs(RowSettings how, Seed seed, long from, int count) {
    FlowModel model = flow.subject().model();
    Classes classes = flow.subject().classes();
    int dim = model.velocity().shape().dim();
    float[] noise = Sampler.startPoints(DataSource.source(model.source(), dim), from, count, seed);
    int[] labels = Classes.inTurn(classes.all(), from, count);
    Sampler sampler = new Sampler(PairSolver.of(how, STEPS_OF_PAIRS), flow.threads());
    return new FlowPairs(dim, noise,
        Teacher.of(model.velocity(), classes.guidance(how.guidance()), sampler, dim).ends(noise, labels, _ -> {}),
        labels);
  }

  @Override
  public void close() {
    // Everything is on the heap.
  }
}
