package dev.millrace.serve.studio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.serve.http.Problem;

/** What the page shows of a run beside its samples. */
final class RunFacts {
  /** A weight that only a run refuses which knows no guidance. */
  private static final double GUIDANCE = 2;

  private final RunsFolder folder;
  private final Kinds kinds;
  private final Trainings trainings;
  private final Flows flows;
  private final OpenRuns open;

  RunFacts(RunsFolder folder, Kinds kinds, Trainings trainings, Flows flows, OpenRuns open) {
    this.folder = folder;
    this.kinds = kinds;
    this.trainings = trainings;
    this.flows = flows;
    this.open = open;
  }

  /** A line of the list of runs for each run: those that are being prepared first, then those of the folder. */
  List<Map<String, Object>> list() throws IOException {
    List<Map<String, Object>> lines = new ArrayList<>();
    trainings.preparing().forEach(live -> lines.add(preparing(live)));
    for (RunDirectory run : folder.all()) {
      try {
        lines.add(summary(run, kinds.config(run).withoutPasswords()));
      } catch (InvalidInputException | IOException e) {
        lines.add(new LinkedHashMap<>(Map.of("name", folder.name(run), "state", "unreadable", "message",
            String.valueOf(e.getMessage()), "changed", RunsFolder.changed(run))));
      }
    }
    return lines;
  }

  private Map<String, Object> summary(RunDirectory run, TrainingConfig config) throws IOException {
    String name = folder.name(run);
    Map<String, Object> facts = named(name, kinds.of(run).name(), config);
    Optional<LiveRun> live = trainings.running(name);
    if (live.isPresent()) {
      addState(live.get(), facts);
    } else {
      facts.put("step", reached(run, config));
      facts.put("state", run.isTrained() ? "done" : "stopped");
    }
    facts.put("watched", trainings.of(name).isPresent());
    facts.put("changed", RunsFolder.changed(run));
    return facts;
  }

  private static Map<String, Object> named(String name, String kind, TrainingConfig config) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", name);
    facts.put("kind", kind);
    facts.put("data", config.data());
    facts.put("steps", config.steps());
    return facts;
  }

  private static void addState(LiveRun live, Map<String, Object> facts) {
    facts.put("step", live.step());
    facts.put("steps", live.steps());
    facts.put("state", live.state().toString());
  }

  /** A line for a training whose folder does not say yet what it is. */
  private Map<String, Object> preparing(LiveRun live) {
    TrainingConfig config = live.config().withoutPasswords();
    Map<String, Object> facts = named(live.name(), kind(config).name(), config);
    addState(live, facts);
    facts.put("watched", true);
    facts.put("changed", System.currentTimeMillis());
    return facts;
  }

  private Kind kind(TrainingConfig config) {
    return kinds.all().stream().filter(each -> each.defaults().getClass() == config.getClass()).findFirst()
        .orElseThrow();
  }

  /** The step that a run can go on from, or its last one. */
  private static long reached(RunDirectory run, TrainingConfig config) throws IOException {
    return run.isTrained() ? config.steps() : run.newestCheckpoint(_ -> {}).map(Checkpoint::step).orElse(0L);
  }

  /** Everything of one run. */
  Map<String, Object> of(String name) throws IOException {
    Optional<LiveRun> preparing = trainings.preparing().stream().filter(live -> live.name().equals(name)).findFirst();
    if (preparing.isPresent()) {
      Map<String, Object> facts = preparing(preparing.get());
      addOptions(preparing.get().config().withoutPasswords(), facts);
      facts.put("teacher", teacher(new RunDirectory(folder.path().resolve(name))).orElse(null));
      return facts;
    }
    RunDirectory run = folder.run(name);
    TrainingConfig config = kinds.config(run).withoutPasswords();
    Map<String, Object> facts = summary(run, config);
    addOptions(config, facts);
    long step = ((Number) Objects.requireNonNull(facts.get("step"))).longValue();
    facts.put("loss", loss(run, trainings.running(name).isPresent() ? Long.MAX_VALUE : step));
    facts.put("evaluation", Files.exists(run.evaluationFile()) ? run.readEvaluation() : null);
    facts.put("pictures", pictures(run));
    facts.put("report", Files.exists(run.path().resolve("report.html")));
    Recipes recipes = new Recipes(run, kinds);
    facts.put("command", recipes.command());
    facts.put("java", recipes.java());
    facts.put("teacher", teacher(run).orElse(null));
    if (kinds.of(run).name().equals("points")) {
      addFlow(name, facts);
    } else if (run.isTrained()) {
      addModel(run, facts);
    }
    return facts;
  }

  private void addOptions(TrainingConfig config, Map<String, Object> facts) {
    Map<String, Object> options = new LinkedHashMap<>();
    ConfigFile.names(config).forEach(option -> options.put(option, ConfigFile.value(config, option)));
    facts.put("options", options);
    facts.put("unusual", Recipes.changed(kind(config), config));
  }

  private void addModel(RunDirectory run, Map<String, Object> facts) throws IOException {
    try {
      facts.putAll(open.with(run, loaded -> Map.of("classes", loaded.facts().classes(), "guidance", isGuided(loaded),
          "usualSteps", loaded.facts().steps())));
    } catch (InvalidInputException e) {
      facts.put("message", e.getMessage());
    }
  }

  private static boolean isGuided(LoadedRun run) {
    try {
      run.rows(new RowSettings(null, null, null, GUIDANCE, null, null), new Seed(0));
      return true;
    } catch (InvalidInputException _) {
      return false;
    }
  }

  private void addFlow(String name, Map<String, Object> facts) throws IOException {
    try {
      PointView view = flows.of(name);
      int classes = view.flow().velocity().classes();
      List<String> names = new ArrayList<>(view.flow().classNames());
      for (int label = names.size(); label < classes; label++) {
        names.add(Integer.toString(label));
      }
      facts.put("classes", names);
      facts.put("map", view.flow().isFlowMap());
      facts.put("guided", view.flow().isGuidedMap());
      facts.put("dim", view.dim());
      facts.put("columns", view.flow().columns());
      facts.put("extent", view.extent());
      facts.put("usualSteps", view.flow().usualSteps());
    } catch (Problem | InvalidInputException e) {
      facts.put("message", e.getMessage());
    }
  }

  private Optional<String> teacher(RunDirectory run) throws IOException {
    return ReflowArguments.of(run.path()).map(words -> ReflowArguments.parsed(List.of(words)).getOrDefault(
        ReflowArguments.TEACHER, "")).map(teacher -> folder.name(new RunDirectory(Path.of(teacher))));
  }

  /** The losses up to a step. A training that was killed has logged steps that are not in its checkpoint. */
  private static List<List<Number>> loss(RunDirectory run, long last) throws IOException {
    List<List<Number>> points = new ArrayList<>();
    if (Files.exists(run.log())) {
      for (TrainingLog.Line line : run.readLog()) {
        if (line.step() <= last) {
          points.add(List.of(line.step(), line.loss()));
        }
      }
    }
    return points;
  }

  private static List<String> pictures(RunDirectory run) throws IOException {
    if (!Files.isDirectory(run.plots())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(run.plots())) {
      return files.map(file -> String.valueOf(file.getFileName())).filter(file -> file.endsWith(".png")
          && !file.startsWith(".")).sorted().toList();
    }
  }
}
