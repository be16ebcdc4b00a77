package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.text.Digits;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Png;
import dev.millrace.plot.Series;

/** Pictures that compare flows of the same data, such as a teacher and the rounds of its reflow, from the same start points. */
final class RoundPictures {
  private static final int POINTS = 2000;
  private static final int TRAJECTORIES = 200;
  private static final int PATH_STEPS = 100;
  /** Panels that fit side by side: the first flow and the last ones. */
  private static final int MOST_FLOWS = 4;

  private final List<Flow> flows;
  private final List<FlowReport> reports;
  private final Path folder;
  private final float[] noise;
  private final float[] real;
  private final int dim;

  /**
   * @param flows at least one, of the same data
   * @param reports one a flow, of the same step counts
   * @param folder where the pictures go
   */
  RoundPictures(List<Flow> flows, List<FlowReport> reports, Path folder) throws IOException {
    int skipped = Math.max(0, flows.size() - MOST_FLOWS);
    this.flows = withoutMiddle(flows, skipped);
    this.reports = withoutMiddle(reports, skipped);
    this.folder = Files.createDirectories(folder);
    Flow any = flows.getFirst();
    dim = any.dim();
    noise = any.pictureNoise(POINTS);
    real = any.pictureTruth(POINTS);
  }

  private static <T> List<T> withoutMiddle(List<T> all, int skipped) {
    List<T> kept = new ArrayList<>(all);
    kept.subList(1, 1 + skipped).clear();
    return kept;
  }

  /** W2 against function evaluations, a curve a flow. */
  void quality() throws IOException {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      List<StepCounts.Row> rows = reports.get(i).stepCounts().rows();
      series.add(new Series(flows.get(i).name(), rows.stream().mapToDouble(StepCounts.Row::nfe).toArray(),
          rows.stream().mapToDouble(row -> row.w2().mean()).toArray(),
          rows.stream().mapToDouble(row -> row.w2().error()).toArray()));
    }
    var floor = reports.getFirst().stepCounts().floor();
    save("quality", Pictures.quality(title("quality by function evaluations"), series, floor.mean(), floor.error()));
  }

  /** Samples over true points: a row a flow, a column a step count. */
  void stepCounts() throws IOException {
    if (dim < 2) {
      return;
    }
    Tableau method = Solvers.fixed("solver", reports.getFirst().stepCounts().solver());
    List<StepCounts.Row> columns = reports.getFirst().stepCounts().rows();
    List<List<Panel>> panels = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      List<Panel> line = new ArrayList<>();
      for (StepCounts.Row row : reports.get(i).stepCounts().rows()) {
        Flow flow = flows.get(i);
        float[] samples = sampler(method, row.steps()).sample(flow.model().velocity(), noise, dim).points();
        line.add(new Panel("W2 " + Digits.of(row.w2().mean(), 3),
            RunPictures.plane(flow.units().invert(samples), dim)));
      }
      panels.add(line);
    }
    float[] truth = RunPictures.plane(real, dim);
    save("step-counts", Pictures.stepsGrid(title("samples after few and many steps"),
        flows.size() == 1 ? List.of("") : flows.stream().map(Flow::name).toList(),
        columns.stream().map(row -> row.steps() + (row.steps() == 1 ? " step" : " steps")).toList(), panels, truth,
        flows.getFirst().named(Limits.around(0.12, truth))));
  }

  /** The ways from noise to data, a panel a flow. */
  void trajectories() throws IOException {
    if (dim < 2) {
      return;
    }
    List<PathPanel> panels = new ArrayList<>();
    float[] start = Arrays.copyOf(noise, Math.min(noise.length, TRAJECTORIES * dim));
    for (int i = 0; i < flows.size(); i++) {
      Flow flow = flows.get(i);
      float[][] path = sampler(Tableau.EULER, PATH_STEPS).trajectory(flow.model().velocity(), start, dim);
      float[][] planes = Arrays.stream(path)
          .map(state -> RunPictures.plane(flow.units().invert(state), dim)).toArray(float[][]::new);
      panels.add(new PathPanel(flow.name(), String.format(Locale.ROOT, "S = %.3g, one-step W2 = %s",
          reports.get(i).straightness().mean(),
          Digits.of(reports.get(i).stepCounts().rows().getFirst().w2().mean(), 3)), planes));
    }
    Limits limits = flows.getFirst()
        .named(Limits.around(0.05, panels.getFirst().path()[0], RunPictures.plane(real, dim)));
    save("trajectories-by-round",
        Pictures.trajectoriesSideBySide(title("from noise to data"), panels, limits));
  }

  private String title(String what) {
    return flows.getFirst().config().data() + ": " + what;
  }

  private static Sampler sampler(Tableau method, int steps) {
    return new Sampler(new FixedStepSolver(method, TimeGrid.uniform(steps)),
        Runtime.getRuntime().availableProcessors());
  }

  private void save(String name, BufferedImage image) throws IOException {
    AtomicFile.write(folder.resolve(name + ".png"), out -> Png.write(image, out));
  }
}
