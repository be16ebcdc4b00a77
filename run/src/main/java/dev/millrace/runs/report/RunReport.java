package dev.millrace.runs.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.flow.text.Digits;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.page.Measures;
import dev.millrace.runs.page.ReportPage;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Definitions;
import dev.millrace.runs.page.ReportPage.KeyValues;
import dev.millrace.runs.page.ReportPage.Picture;
import dev.millrace.runs.page.ReportPage.Section;
import dev.millrace.runs.page.ReportPage.Text;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.ShellWords;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The report page of a run: its options, training, evaluation and pictures, as far as they are in its folder. */
public final class RunReport {
  /** The pictures whose file names begin with {@code name}. */
  private record Shown(String name, String caption) {}

  /** The kinds, in the order in which the page shows them. */
  private static final List<Shown> KINDS = List.of(
      new Shown("quality", "Distance to real data by number of function evaluations, and the floor that chance sets."),
      new Shown("samples", "Samples after 4 Euler steps; where there are classes, a row each, with guidance 2."),
      new Shown("guidance", "Samples from the same noise with increasing guidance; each row is a class."),
      new Shown("strips", "Samples on their way from noise, t = 0, to images, t = 1."),
      new Shown("neighbours", "Samples beside the training images that are nearest to them, pixel by pixel."),
      new Shown("learning", "Samples from the same noise at several steps of the training."),
      new Shown("rounds", "The same noise through the flows of all rounds."),
      new Shown("classes", "Samples of each class in a colour or shape of its own."),
      new Shown("step-counts", "Samples (blue) over real data (grey) for each number of steps that was measured."),
      new Shown("step", "Samples (blue) over real data (grey) after 1, 5, 20 and 100 Euler steps."),
      new Shown("trajectories", "The trajectories of points from noise (orange squares) to data (blue discs)."),
      new Shown("density", "The log density of the model."),
      new Shown("field", "The velocity field (arrows) and the points that it moves (blue), at several times."),
      new Shown("animation", "Points on their way from noise to data."),
      new Shown("loss", "The loss over the training."));

  private final RunDirectory run;
  private final String command;
  private final Kind kind;
  private final String data;
  private final int steps;
  private final List<Section> sections = new ArrayList<>();

  private RunReport(Kinds kinds, RunDirectory run, String command) throws IOException {
    this.run = run;
    this.command = command;
    kind = kinds.of(run);
    TrainingConfig config = kinds.config(run);
    data = DataNames.withoutPassword(config.data());
    steps = config.steps();
  }

  /**
   * Reads the files of a run.
   *
   * @param kinds the kinds that are known
   * @param run the run
   * @param command the name of the command, for command lines on the page, such as "millrace"
   * @return the page
   * @throws InvalidInputException naming the file of the run that cannot be parsed
   * @throws IOException if reading fails
   */
  public static ReportPage of(Kinds kinds, RunDirectory run, String command) throws IOException {
    var report = new RunReport(kinds, run, command);
    report.add("", List.of(new KeyValues(RunOrigin.of(kinds, run, command))));
    report.addEvaluation();
    List<? extends Content> pictures = report.pictures();
    report.add("Pictures", pictures.isEmpty() ? List.of(report.hint("pictures", "plot")) : pictures);
    report.addTraining();
    report.addOptions();
    Path name = run.path().toAbsolutePath().normalize().getFileName();
    return new ReportPage(
        "%s: a flow from noise to %s".formatted(name == null ? "run" : name, DataNames.shortName(report.data)),
        report.sections);
  }

  private void add(String heading, List<? extends Content> content) {
    if (!content.isEmpty()) {
      sections.add(new Section(heading, List.copyOf(content)));
    }
  }

  private void addEvaluation() throws IOException {
    JsonNode evaluation = run.readEvaluation();
    List<Content> content = new ArrayList<>(kind.content(evaluation));
    if (content.isEmpty()) {
      add("Evaluation", List.of(hint("figures", "evaluate")));
      return;
    }
    SequencedMap<String, String> meanings = Measures.in(evaluation);
    if (!meanings.isEmpty()) {
      content.add(new Definitions(meanings));
    }
    add("Evaluation", content);
  }

  private Text hint(String what, String verb) {
    return new Text("This run has no %s yet. This command makes them: %s".formatted(what,
        ShellWords.line(command, verb, run.path())));
  }

  private List<Picture> pictures() throws IOException {
    if (!Files.isDirectory(run.plots())) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> inside = Files.list(run.plots())) {
      files = inside.filter(file -> Files.isRegularFile(file) && isShown(file))
          .sorted(Comparator.comparingInt(RunReport::place).thenComparing(Path::toString)).toList();
    }
    List<Picture> pictures = new ArrayList<>();
    for (Path file : files) {
      String caption = caption(file);
      Path drawing = PictureFiles.svg(file);
      Path shown = Files.isRegularFile(drawing) ? drawing : file;
      pictures.add(
          new Picture(type(shown), Files.readAllBytes(shown), caption, DataNames.shortName(data) + ": " + caption));
    }
    return pictures;
  }

  /** Each picture once: if a PNG has an SVG beside it, only the SVG is used. */
  private static boolean isShown(Path file) {
    String name = file.getFileName().toString();
    return !name.startsWith(".") && (name.endsWith(".png") || name.endsWith(".gif"));
  }

  private static String type(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".svg") ? "image/svg+xml" : name.endsWith(".png") ? "image/png" : "image/gif";
  }

  private static String stem(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.lastIndexOf('.'));
  }

  private static int place(Path file) {
    return IntStream.range(0, KINDS.size()).filter(i -> stem(file).startsWith(KINDS.get(i).name())).findFirst()
        .orElse(KINDS.size());
  }

  private String caption(Path file) {
    int place = place(file);
    String own = kind.caption(stem(file));
    if (!own.isEmpty()) {
      return own;
    }
    return place < KINDS.size() ? KINDS.get(place).caption() : stem(file).replace('-', ' ');
  }

  private void addTraining() throws IOException {
    var log = run.readLog();
    if (log.isEmpty()) {
      return;
    }
    TrainingLog.Line last = log.getLast();
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("steps", last.step() == steps
        ? String.format(Locale.ROOT, "%,d", last.step())
        : String.format(Locale.ROOT, "%,d of %,d", last.step(), steps));
    values.put("last loss", Digits.of(last.loss(), 4));
    values.put("seconds", String.format(Locale.ROOT, "%.1f", last.seconds()));
    double[] speeds = log.stream().mapToDouble(TrainingLog.Line::samplesPerSecond).sorted().toArray();
    values.put(kind.speedUnit() + "/s, median",
        String.format(Locale.ROOT, "%,.0f", speeds[speeds.length / 2]));
    add("Training", List.of(new KeyValues(values)));
  }

  private void addOptions() throws IOException {
    SequencedMap<String, String> options = new LinkedHashMap<>();
    SequencedMap<String, String> provenance = new LinkedHashMap<>();
    JsonNode tree = YAMLMapper.shared().readTree(Files.readString(run.configFile()));
    for (var entry : tree.properties()) {
      if (entry.getValue().isObject()) {
        entry.getValue().properties().forEach(inner -> provenance.put(inner.getKey(), inner.getValue().asString()));
      } else {
        options.put(entry.getKey(), entry.getValue().asString());
      }
    }
    add("Options", List.of(new KeyValues(options)));
    add("Provenance", provenance.isEmpty() ? List.of() : List.of(new KeyValues(provenance)));
  }
}
