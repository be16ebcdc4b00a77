package dev.millrace.runs.points;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.evaluate.ClassQuality;
import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.MapQuality;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Subject;
import dev.millrace.flow.net.MlpFlowMap;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.ExactAssignment;
import dev.millrace.runs.draw.RunPictures;
import dev.millrace.runs.evaluate.ClassFigures;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.evaluate.Figures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.open.Units;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.Work;
import org.jspecify.annotations.Nullable;

/** Measures a run of points. */
final class PointEvaluation {
  private static final List<Integer> USUAL_NFE = List.of(1, 2, 5, 10, 50, 100);
  private static final List<Integer> USUAL_MAP_NFE = List.of(1, 2, 4, 100);
  private static final int USUAL_REPEATS = 4;
  private static final int MOST_REPEATS = 10_000;

  private final PointRun flow;
  private final EvaluationOptions options;
  private final Caller caller;

  private PointEvaluation(PointRun flow, EvaluationOptions options, Caller caller) {
    this.flow = flow;
    this.options = options;
    this.caller = caller;
  }

  static void run(PointRun flow, EvaluationOptions options, Caller caller) throws IOException {
    new PointEvaluation(flow, options, caller).run();
  }

  /** @throws InvalidInputException if an option is given that has no meaning for points */
  static void refuseOthers(EvaluationOptions options) {
    refuse("`guidance`", options.guidance());
    refuse("`guided-steps`", options.guidedSteps());
    refuse("`classifier`", options.classifier());
    refuse("`device`", options.device());
    refuse("`precision`", options.precision());
  }

  private static void refuse(String option, @Nullable Object value) {
    if (value != null) {
      throw new InvalidInputException("%s %s: only for runs of images".formatted(option, value));
    }
  }

  private void run() throws IOException {
    StepCounts.Plan plan = plan();
    Optional<String> unlike = options.standardised()
        ? Optional.empty()
        : Units.note(flow.model().standardizer(), flow.data().names(), "figures");
    unlike.ifPresent(caller::warn);
    flow.warnOfFew(plan.count(), caller);
    FlowReport report = measure(plan);
    Optional<MapQuality> maps = maps(plan);
    Figures figures = new Figures(options.standardised() ? flow.name() + ", standardised" : flow.name(), report,
        classes(plan), maps);
    flow.run().writeEvaluation(content(figures, report, unlike));
    caller.publish(new RunEvent.Measured(figures.text()));
    if (options.draw()) {
      try (Work _ = caller.begin("drawing pictures")) {
        RunPictures.drawFigures(flow);
      }
    }
  }

  private Optional<MapQuality> maps(StepCounts.Plan plan) {
    return flow.map().map(map -> {
      try (Work work = caller.begin("measuring the flow map", plan.repeats())) {
        return MapQuality.measure(subject(), map, plan, new Seed(options.seed()),
            Workers.orAllProcessors(options.threads()), done -> {
              work.at(done, "");
              caller.requireGoingOn(flow.run(), "the evaluation");
            });
      }
    });
  }

  /** The classes by the most steps, or by one step of the flow map. */
  private SequencedMap<String, ClassQuality> classes(StepCounts.Plan plan) {
    Optional<MlpFlowMap> map = flow.map();
    return ClassFigures.measure(flow,
        map.isEmpty() ? subject() : MapQuality.along(subject(), map.get(), TimeGrid.uniform(1)),
        map.isEmpty() ? plan : new StepCounts.Plan(Tableau.EULER, List.of(1), plan.count(), plan.repeats()),
        new Seed(options.seed()), Workers.orAllProcessors(options.threads()), caller);
  }

  private StepCounts.Plan plan() {
    int stages = options.method().stages().size();
    List<Integer> nfe = options.nfe().isEmpty()
        ? (flow.map().isPresent() ? USUAL_MAP_NFE : USUAL_NFE).stream().filter(n -> n >= stages).toList()
        : options.nfe();
    int draws = options.repeats() == null ? USUAL_REPEATS : options.repeats();
    if (draws < 1 || draws > MOST_REPEATS) {
      throw new InvalidInputException("`repeats` %d: expected 1 to %d draws".formatted(draws, MOST_REPEATS));
    }
    for (int n : nfe) {
      if (n / stages > Integration.MOST_STEPS) {
        throw new InvalidInputException(
            "`nfe` %d: expected %d to %d".formatted(n, stages, (long) stages * Integration.MOST_STEPS));
      }
    }
    if (!flow.model().source().equals("gaussian") && !flow.model().standardizer().isIdentity()) {
      caller.warn("note: the source %s is taken in standard deviations of %s about its mean, as the flow learnt it"
          .formatted(flow.model().source(), flow.name()));
    }
    return new StepCounts.Plan(options.method(), nfe, flow.count(options.count()), draws);
  }

  private FlowReport measure(StepCounts.Plan plan) {
    int workers = Workers.orAllProcessors(options.threads());
    // There are samples for each number of steps, and as many points for each of the two floors.
    int sets = plan.nfes().size() + 2;
    caller.memory().requireForDistances(
        "evaluating by `count` %d and %d numbers of steps".formatted(plan.count(), plan.nfes().size()), plan.count(),
        flow.dim(), 2L * (sets + 2),
        ExactAssignment.needsCosts(plan.count(), flow.dim()) ? Math.min(workers, sets) : 0);
    FlowReport report;
    try (Work work = caller.begin("measuring", plan.repeats())) {
      report = FlowReport.measure(subject(), plan, new Seed(options.seed()), workers,
          done -> {
            work.at(done, "");
            caller.requireGoingOn(flow.run(), "the evaluation");
          });
    }
    if (Double.isNaN(report.stepCounts().best().w2().mean())) {
      throw new IllegalStateException(report.failures().getLast());
    }
    return report;
  }

  private Subject subject() {
    return options.standardised() ? flow.standardisedSubject() : flow.subject();
  }

  private Map<String, Object> content(Figures figures, FlowReport report, Optional<String> unlike) {
    Map<String, Object> content = figures.toJson();
    if (options.standardised()) {
      content.put("units", "standard deviations of each column");
    }
    unlike.ifPresent(note -> {
      List<String> notes = new ArrayList<>(List.of(note.replaceFirst("^note: ", "")));
      notes.addAll(report.failures());
      content.put("notes", notes);
    });
    if (!flow.data().names().isEmpty()) {
      content.put("columns", flow.data().names());
    }
    return content;
  }
}
