package dev.millrace.runs.rounds;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.flow.evaluate.FlowReport;
import dev.millrace.flow.evaluate.StepCounts;
import dev.millrace.flow.evaluate.Transport;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Digits;
import dev.millrace.runs.draw.Gallery;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.draw.RoundPictures;
import dev.millrace.runs.evaluate.Figures;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.page.EvaluationContent;
import dev.millrace.runs.text.TextTable;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;

/**
 * Compares the flows of a reflow, from the teacher to the last round.
 *
 * @param flows the teacher and each round
 * @param reports one per flow
 */
public record RoundReport(List<PointRun> flows, List<FlowReport> reports) {
  private static final List<Integer> STEPS = List.of(1, 2, 4, 8, 100);
  static final int REPEATS = 4;
  private static final int SIDE_BY_SIDE = 5;

  static RoundReport measure(List<PointRun> flows, int count, Seed seed, int threads, Caller caller) {
    StepCounts.Plan plan = new StepCounts.Plan(Tableau.EULER, STEPS, count, REPEATS);
    List<FlowReport> reports = new ArrayList<>();
    try (Work work = caller.begin("measuring", flows.size() * REPEATS)) {
      for (PointRun flow : flows) {
        int before = reports.size() * REPEATS;
        String name = reports.isEmpty() ? "the flow before" : flow.name();
        reports.add(FlowReport.measure(flow.subject(), plan, seed, threads,
            done -> work.at(before + done, "draws of " + name)));
      }
    }
    return new RoundReport(flows, reports);
  }

  /** Writes evaluation.json and the pictures into the last flow's run folder. */
  void write() throws IOException {
    PointRun last = flows.getLast();
    Map<String, Object> json = figures().getLast().toJson();
    json.put("rounds", figures().stream().map(RoundReport::round).toList());
    last.run().writeEvaluation(json);
    RoundPictures pictures = new RoundPictures(flows, last.run().readEvaluation());
    PictureFiles files = new PictureFiles(last.run().plots());
    Gallery.put(files, "trajectories-by-round", pictures.trajectories());
    Gallery.put(files, "step-counts", pictures.stepCounts());
    Gallery.put(files, "quality", pictures.quality());
  }

  private static Map<String, Object> round(Figures figures) {
    Map<String, Object> round = new LinkedHashMap<>(figures.line());
    round.put("rows", figures.rows());
    return round;
  }

  private List<Figures> figures() {
    List<Figures> figures = new ArrayList<>();
    for (int i = 0; i < flows.size(); i++) {
      figures.add(new Figures(flows.get(i).name(), reports.get(i)));
    }
    return figures;
  }

  /** The table for users: a row for each figure and a column for each flow, as many side by side as fit. */
  String text() {
    StepCounts counts = reports.getFirst().stepCounts();
    List<Map<String, Object>> lines = figures().stream().map(Figures::line).toList();
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < lines.size(); from += SIDE_BY_SIDE) {
      text.append(table(lines.subList(from, Math.min(lines.size(), from + SIDE_BY_SIDE))))
          .append(System.lineSeparator());
    }
    return text.append(TextTable.paragraph("%s", npe(counts, reports.getFirst().transport())))
        .append(TextTable.paragraph(
            "W2 of %,d Euler samples to true points, mean of %d draws; a perfect sampler reaches %s",
            counts.count(), counts.repeats(), counts.plainFloor()))
        .append(TextTable.paragraph("round %d: %s", flows.size() - 1, figures().getLast().sentence())).toString();
  }

  private static String table(List<Map<String, Object>> lines) {
    TextTable table = new TextTable("l" + "r".repeat(lines.size()));
    for (String key : lines.getFirst().keySet()) {
      List<String> row = new ArrayList<>(List.of(heading(key)));
      lines.forEach(line -> row.add(cell(line.getOrDefault(key, ""))));
      table.row(row);
    }
    return table.text();
  }

  private static String heading(String key) {
    if (key.startsWith("w2At")) {
      String steps = key.substring("w2At".length());
      return "W2, " + steps + (steps.equals("1") ? " step" : " steps");
    }
    return key.equals("flow") ? "" : EvaluationContent.name(key);
  }

  /** A note on the NPE. The source and the data are the same in all rounds. */
  private static String npe(StepCounts counts, Transport transport) {
    return transport.isKnown()
        ? String.format(Locale.ROOT,
            "NPE: W2^2 between source and data is taken as %.4g; bias of %,d points, %.2g, taken off",
            transport.squaredW2().mean(), counts.count(), transport.bias())
        : String.format(Locale.ROOT,
            "NPE is not known: %,d points of source and data are no further apart than by chance", counts.count());
  }

  private static String cell(Object value) {
    return value instanceof Double number ? Digits.of(number, 4) : String.valueOf(value);
  }
}
