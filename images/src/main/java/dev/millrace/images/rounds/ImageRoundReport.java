package dev.millrace.images.rounds;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.evaluate.ImageClassifier;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageFigures;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.plot.Png;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.Caller;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;

/** Compares flows of images before and after rounds of reflow, with the same noise and the same classifier. */
public final class ImageRoundReport {
  private static final int[] SHOWN_STEPS = {1, 4, 100};
  private static final int COLUMNS = 12;

  private final List<ImageRun> flows = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final List<ImageFigures> figures = new ArrayList<>();

  private ImageRoundReport() {
  }

  /**
   * Measures the flows.
   *
   * @param runs the first teacher, and the new flow of each round
   * @param jumping the flow distilled from the last of them, which is measured with one step only
   */
  static ImageRoundReport measure(List<RunDirectory> runs, Optional<RunDirectory> jumping, ImageData data, Torch torch,
      int threads, Caller caller) throws IOException {
    ImageRun last = ImageRun.of(runs.size() > 1 ? runs.getLast() : jumping.orElseThrow());
    var scale = ImageEvaluation.Plan.after((long) last.config().steps() * last.config().batch(), last.net().classes(),
        last.net().spans(), new Seed(0), threads);
    ImageRoundReport report = new ImageRoundReport();
    for (RunDirectory run : runs) {
      report.add(run, report.flows.isEmpty() ? "before" : "round " + report.flows.size(), scale.nfe(), scale.count(),
          data, torch, threads, caller);
    }
    if (jumping.isPresent()) {
      report.add(jumping.get(), "distilled", scale.nfe().subList(0, 1), scale.count(), data, torch, threads, caller);
    }
    return report;
  }

  private void add(RunDirectory folder, String name, List<Integer> nfe, int count, ImageData data, Torch torch,
      int threads,
      Caller caller) throws IOException {
    ImageRun run = ImageRun.of(folder);
    if (!flows.isEmpty() && Files.exists(ImageClassifier.file(flows.getFirst()))) {
      byte[] classifier = Files.readAllBytes(ImageClassifier.file(flows.getFirst()));
      AtomicFile.write(ImageClassifier.file(run), out -> out.write(classifier));
    }
    var plan = new ImageEvaluation.Plan(Tableau.EULER, nfe, count, 1, nfe.getFirst(),
        new Seed(0), threads, null);
    flows.add(run);
    names.add(name);
    figures.add(ImageEvaluation.measure(run, data, torch, plan, caller));
  }

  /** Writes evaluation.json of each new flow, with the figures of all rounds in the last one, and pictures. */
  void write(Torch torch) throws IOException {
    List<Map<String, Object>> lines = IntStream.range(0, flows.size()).mapToObj(this::line).toList();
    for (int i = 1; i < flows.size(); i++) {
      Map<String, Object> json = figures.get(i).toJson();
      json.put("rounds", lines.subList(0, i + 1));
      flows.get(i).run().writeEvaluation(json);
      Files.createDirectories(flows.get(i).run().plots());
      BufferedImage picture = picture(torch, i + 1);
      AtomicFile.write(flows.get(i).run().plots().resolve("rounds.png"), out -> Png.write(picture, out));
    }
  }

  private Map<String, Object> line(int flow) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("flow", names.get(flow));
    ImageFigures found = figures.get(flow);
    line.put("S", found.straight().s());
    found.likeness().ifPresent(likeness -> likeness.ofVelocity().forEach(row -> line
        .put(row.steps() == 1 ? "1 step" : row.steps() + " steps", row.likeness().distance().value())));
    return line;
  }

  /** The table for users. */
  String text() {
    List<Map<String, Object>> lines = IntStream.range(0, flows.size()).mapToObj(this::line).toList();
    List<String> heads = lines.stream().flatMap(line -> line.keySet().stream()).distinct().toList();
    StringBuilder text = new StringBuilder();
    TextTable table = new TextTable("l" + "r".repeat(heads.size() - 1)).row(heads);
    for (Map<String, Object> line : lines) {
      table.row(heads.stream().map(head -> cell(line.get(head))).toList());
    }
    text.append(table.text()).append(System.lineSeparator());
    figures.getFirst().likeness().ifPresent(likeness -> text.append(TextTable.paragraph(
        "%s of %,d Euler samples to the test images; floor %.4g; classifier %.2f %% (%s…)",
        figures.getFirst().metric(), figures.getFirst().plan().count(), likeness.floor().distance().value(),
        100 * likeness.classifier().accuracy(), likeness.classifier().hash().substring(0, 23))));
    return text.toString();
  }

  private static String cell(@Nullable Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.4g", number)
        : value == null ? "" : value.toString();
  }

  /** Samples of the first flows from the same noise, in few steps and in many. */
  private BufferedImage picture(Torch torch, int count) {
    ImageRun first = flows.getFirst();
    int dim = first.net().dim();
    int classes = first.net().classes();
    float[] noise = ImageFlow.noise(COLUMNS, dim, new Seed(first.config().seed()), Seed.Purpose.PICTURE);
    int[] labels = ConditionalField.inTurn(classes, 0, COLUMNS);
    List<String> rows = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (ImageFlow flow = new ImageFlow(torch, flows.get(i).model())) {
        int[] steps = names.get(i).equals("distilled") ? new int[]{1} : SHOWN_STEPS;
        for (int k : steps) {
          rows.add(names.get(i) + (k == 1 ? ", 1 step" : ", " + k + " steps"));
          images.add(flow.sample(new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(k)), noise, labels, 1).points());
        }
      }
    }
    float[] all = new float[Sizes.product(images.size(), noise.length)];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, all, i * noise.length, noise.length);
    }
    Images grid = first.images(all);
    return ImagePictures.grid(DataNames.shortName(first.config().data()) + ": the same noise, before and after",
        grid, rows, Collections.nCopies(COLUMNS, ""));
  }
}
