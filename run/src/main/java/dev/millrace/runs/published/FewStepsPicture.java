package dev.millrace.runs.published;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.QualityPanel;
import dev.millrace.plot.Series;

/** Draws the methods for few steps: quality against the number of steps, with a panel for each data set. */
final class FewStepsPicture {
  private static final String FLOOR = "floor: two sets of true data";

  private FewStepsPicture() {
  }

  /** The picture of the points, or of the images; empty if there are none. */
  static Optional<Picture> of(FewStepsTable table, FewStepsOptions options, boolean images) {
    List<FewStepsData> shown = options.data().stream()
        .filter(data -> data.isImages() == images && !shown(options, data).isEmpty()).toList();
    return shown.isEmpty()
        ? Optional.empty()
        : Optional
            .of(Pictures.quality("Quality after few and many steps", images ? "FD to true images" : "W2 to true data",
                FLOOR, shown.stream().map(data -> panel(table, options, data)).toList()));
  }

  /** Guided flows of points are told the class of each sample, and have another floor. */
  private static List<FewStepsMethod> shown(FewStepsOptions options, FewStepsData data) {
    return options.methods().stream()
        .filter(method -> method.isFor(data) && (data.isImages() || method != FewStepsMethod.GUIDED)).toList();
  }

  private static QualityPanel panel(FewStepsTable table, FewStepsOptions options, FewStepsData data) {
    List<FewStepsMethod> methods = shown(options, data);
    Estimate floor = table.floor(data, false);
    return new QualityPanel(data.toString(),
        methods.stream().map(method -> series(table, options, data, method)).toList(),
        floor.mean(), floor.error());
  }

  private static Series series(FewStepsTable table, FewStepsOptions options, FewStepsData data, FewStepsMethod method) {
    Estimate[] at = options.at().stream().map(steps -> table.at(data, method, steps)).toArray(Estimate[]::new);
    return new Series(method.heading(), options.at().stream().mapToDouble(Integer::doubleValue).toArray(),
        Arrays.stream(at).mapToDouble(Estimate::mean).toArray(),
        Arrays.stream(at).mapToDouble(Estimate::error).toArray());
  }
}
