package dev.millrace.runs.points;

import java.util.List;

import dev.millrace.flow.likelihood.Divergence;
import dev.millrace.flow.likelihood.Likelihood;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.runs.manage.Densities;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RunFacts;
import dev.millrace.runs.sample.PointRows;
import dev.millrace.runs.sample.PointSampling;
import org.jspecify.annotations.Nullable;

/** A flow of points in memory. */
record LoadedPoints(PointRows.Flow flow) implements LoadedRun {
  /** The tolerances of the command. */
  private static final double TOLERANCE = 1e-5;

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
  public void close() {
    // Everything is on the heap.
  }
}
