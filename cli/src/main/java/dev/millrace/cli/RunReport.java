package dev.millrace.cli;

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

import dev.millrace.cli.ReportPage.Content;
import dev.millrace.cli.ReportPage.KeyValues;
import dev.millrace.cli.ReportPage.Picture;
import dev.millrace.cli.ReportPage.Section;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingLog;
import dev.millrace.torch.ImageConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The page of a run: whatever of its options, training, evaluation and pictures is in its folder. */
final class RunReport {
  /** Pictures whose files' names begin with {@code name}. */
  private record Kind(String name, String caption) {}

  /** In the order in which they tell their story. */
  private static final List<Kind> KINDS = List.of(
      new Kind("quality", "Distance to real data by number of function evaluations, and the floor that chance sets."),
      new Kind("samples", "Samples after 4 Euler steps; where there are classes, a row each, with guidance 2."),
      new Kind("guidance", "The same noise, with more and more guidance to the class of the row."),
      new Kind("strips", "Samples on their way from noise, t = 0, to images, t = 1."),
      new Kind("neighbours", "Samples beside the training images that are nearest to them, pixel by pixel."),
      new Kind("step", "Samples (blue) over real data (grey) after few and many steps."),
      new Kind("trajectories", "The ways of particles from noise (red) to data (green)."),
      new Kind("straightness", "How far the velocity is from the straight way, over time."),
      new Kind("density", "The log density of the model."),
      new Kind("field", "The velocity field (arrows) and the particles that it carries (blue), over time."),
      new Kind("animation", "Particles on their way from noise to data."),
      new Kind("loss", "The loss over the training; its least possible value is well above 0."));

  private final RunDirectory run;
  private final String data;
  private final int steps;
  private final boolean ofImages;
  private final List<Section> sections = new ArrayList<>();

  private RunReport(RunDirectory run) throws IOException {
    this.run = run;
    ofImages = ImageRun.isOne(run);
    if (ofImages) {
      ImageConfig config = ImageRun.config(run);
      data = config.data();
      steps = config.steps();
    } else {
      RunConfig config = ConfigFile.read(run.configFile());
      data = config.data();
      steps = config.steps();
    }
  }

  /**
   * Reads a run.
   *
   * @throws InvalidInputException naming the file of the run that cannot be understood
   */
  static ReportPage of(RunDirectory run) throws IOException {
    var report = new RunReport(run);
    report.addEvaluation();
    report.add("Pictures", report.pictures());
    report.addTraining();
    report.addOptions();
    Path name = run.path().toAbsolutePath().normalize().getFileName();
    return new ReportPage("%s: a flow to %s".formatted(name == null ? "run" : name, report.data),
        report.sections);
  }

  private void add(String heading, List<? extends Content> content) {
    if (!content.isEmpty()) {
      sections.add(new Section(heading, List.copyOf(content)));
    }
  }

  private void addEvaluation() throws IOException {
    if (Files.exists(run.evaluationFile())) {
      add("Evaluation", ofImages
          ? ImageEvaluationContent.of(run.readEvaluation())
          : EvaluationContent.of(run.readEvaluation()));
    }
  }

  private List<Picture> pictures() throws IOException {
    if (!Files.isDirectory(run.plots())) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> inside = Files.list(run.plots())) {
      files = inside.filter(file -> Files.isRegularFile(file) && !type(file).isEmpty())
          .sorted(Comparator.comparingInt(RunReport::place).thenComparing(Path::toString)).toList();
    }
    List<Picture> pictures = new ArrayList<>();
    for (Path file : files) {
      String caption = caption(file);
      pictures.add(new Picture(type(file), Files.readAllBytes(file), caption, data + ": " + caption));
    }
    return pictures;
  }

  /** The type of a picture's file that is to be shown, and nothing for other files. */
  private static String type(Path file) {
    String name = file.getFileName().toString();
    if (name.startsWith(".")) {
      return "";
    }
    return name.endsWith(".png") ? "image/png" : name.endsWith(".gif") ? "image/gif" : "";
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
    if (ofImages && stem(file).equals("steps")) {
      return "The same noise brought to images in few and many Euler steps.";
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
        ? Integer.toString(last.step())
        : last.step() + " of " + steps);
    values.put("last loss", String.format(Locale.ROOT, "%.4f", last.loss()));
    values.put("seconds", String.format(Locale.ROOT, "%.1f", last.seconds()));
    double[] speeds = log.stream().mapToDouble(TrainingLog.Line::samplesPerSecond).sorted().toArray();
    values.put("samples/s, median", String.format(Locale.ROOT, "%,.0f", speeds[speeds.length / 2]));
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
