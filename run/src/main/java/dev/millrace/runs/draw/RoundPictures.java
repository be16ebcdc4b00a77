package dev.millrace.runs.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.text.Digits;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.PathPanel;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Series;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.sample.Solvers;
import dev.millrace.runs.text.DataNames;
import tools.jackson.databind.JsonNode;

/**
 * Pictures of flows of the same data with their figures: a single flow, or a teacher and the rounds of its reflow, from
 * the same start points. A picture is absent if the figures that it shows are not known.
 */
public final class RoundPictures {
  private static final int POINTS = 2000;
  private static final int TRAJECTORIES = 200;
  private static final int PATH_STEPS = 100;
  /** The panels that fit side by side: the first flow and the last ones. */
  private static final int MOST_FLOWS = 4;
  private static final int MOST_STEP_COUNTS = 8;

  private final List<PointRun> flows;
  private final List<RoundFigures> figures;
  private final JsonNode evaluation;
  private final float[] noise;
  private final float[] real;
  private final int dim;

  /**
   * Pictures of some flows.
   *
   * @param flows at least one, of the same data
   * @param evaluation the evaluation of the last flow; if there are several flows, its rounds hold the figures of all
   */
  public RoundPictures(List<PointRun> flows, JsonNode evaluation) {
    this.evaluation = evaluation;
    List<Integer> shown = IntStream.range(0, flows.size())
        .filter(i -> i == 0 || i > flows.size() - MOST_FLOWS).boxed().toList();
    this.flows = shown.stream().map(flows::get).toList();
    figures = shown.stream()
        .map(i -> RoundFigures.of(flows.size() == 1 ? evaluation : evaluation.path("rounds").path(i))).toList();
    PointRun any = flows.getFirst();
    dim = any.dim();
    noise = any.pictureNoise(POINTS);
    real = any.pictureTruth(POINTS);
  }

  /** {@return W2 against function evaluations, with a curve for each flow} */
  public Optional<Picture> quality() {
    if (!measured()) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      List<RoundFigures.Row> rows = figures.get(i).rows();
      series.add(new Series(flows.get(i).title(), rows.stream().mapToDouble(RoundFigures.Row::nfe).toArray(),
          rows.stream().mapToDouble(RoundFigures.Row::w2).toArray(),
          rows.stream().mapToDouble(RoundFigures.Row::error).toArray()));
    }
    JsonNode floor = evaluation.path("floor");
    return Optional.of(Pictures.quality(title("quality by function evaluations"), "W2 to real data" + units(),
        "floor: two sets of true data", series,
        floor.path("mean").asDouble(Double.NaN), floor.path("error").asDouble(Double.NaN)));
  }

  private boolean measured() {
    return figures.stream()
        .allMatch(f -> f.rows().stream().anyMatch(row -> row.w2() > 0 && Double.isFinite(row.w2())));
  }

  /** {@return samples over true points, with a row for each flow and a column for each number of steps} */
  public Optional<Picture> stepCounts() {
    List<RoundFigures.Row> columns = figures.getFirst().rows();
    boolean alike = figures.stream().allMatch(f -> f.rows().stream().map(RoundFigures.Row::steps).toList()
        .equals(columns.stream().map(RoundFigures.Row::steps).toList()));
    if (dim < 2 || !measured() || !alike) {
      return Optional.empty();
    }
    Tableau method = Solvers.fixed("solver", evaluation.path("solver").asString("euler"));
    int shown = Math.min(MOST_STEP_COUNTS, columns.size());
    List<List<Panel>> panels = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      List<Panel> line = new ArrayList<>();
      for (RoundFigures.Row row : figures.get(i).rows().subList(0, shown)) {
        PointRun flow = flows.get(i);
        float[] samples = PointPictures.sampler(method, row.steps()).sample(flow.inTurn(noise.length / dim), noise, dim)
            .points();
        line.add(new Panel((units().isEmpty() ? "W2 " : "standardised W2 ") + Digits.of(row.w2(), 3),
            Units.plane(flow.units().invert(samples), dim)));
      }
      panels.add(line);
    }
    float[] truth = Units.plane(real, dim);
    return Optional.of(Pictures.stepsGrid(planeTitle("samples after few and many steps"),
        flows.size() == 1 ? List.of("") : flows.stream().map(PointRun::name).toList(),
        columns.subList(0, shown).stream().map(row -> row.steps() + (row.steps() == 1 ? " step" : " steps")).toList(),
        panels, truth, flows.getFirst().named(Limits.around(0.12, truth))));
  }

  /** {@return the trajectories from noise to data, with a panel for each flow} */
  public Optional<Picture> trajectories() {
    if (dim < 2) {
      return Optional.empty();
    }
    List<PathPanel> panels = new ArrayList<>();
    float[] start = Arrays.copyOf(noise, Math.min(noise.length, TRAJECTORIES * dim));
    for (int i = 0; i < flows.size(); i++) {
      PointRun flow = flows.get(i);
      float[][] path = PointPictures.sampler(PATH_STEPS).trajectory(flow.inTurn(start.length / dim), start, dim);
      float[][] planes = Arrays.stream(path)
          .map(state -> Units.plane(flow.units().invert(state), dim)).toArray(float[][]::new);
      panels.add(new PathPanel(flow.name(), caption(figures.get(i)), planes));
    }
    float[][] all = panels.stream().flatMap(panel -> Stream.of(panel.path())).toArray(float[][]::new);
    Limits limits = flows.getFirst().named(Limits.aroundPath(0.04, all, Units.plane(real, dim)));
    return Optional.of(Pictures.trajectoriesSideBySide(planeTitle("from noise to data"), panels, limits));
  }

  private String caption(RoundFigures figures) {
    Optional<RoundFigures.Row> oneStep = figures.rows().stream().filter(row -> row.steps() == 1).findFirst();
    List<String> parts = new ArrayList<>();
    if (!Double.isNaN(figures.straightness())) {
      parts.add("S = " + Digits.of(figures.straightness(), 3));
    }
    oneStep.ifPresent(row -> parts
        .add((units().isEmpty() ? "one-step W2 = " : "one-step standardised W2 = ") + Digits.of(row.w2(), 3)));
    return String.join(", ", parts);
  }

  private String title(String what) {
    return name() + ": " + what;
  }

  private String name() {
    return DataNames.shortName(flows.getFirst().config().data());
  }

  private String planeTitle(String what) {
    return name() + DataNames.ofColumns(dim) + ": " + what;
  }

  /** Figures in other units than those of the axes say so. */
  private String units() {
    return evaluation.path("units").isString() ? ", standardised" : "";
  }
}
