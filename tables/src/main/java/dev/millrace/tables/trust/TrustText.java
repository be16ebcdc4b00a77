package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.runs.text.TextTable;
import dev.millrace.tables.measure.Baseline;

/** A trust report as text of at most 80 columns. */
final class TrustText {
  private static final Map<Measure, String> COLUMNS = columns();

  private final TrustReport report;

  TrustText(TrustReport report) {
    this.report = report;
  }

  private static Map<Measure, String> columns() {
    Map<Measure, String> columns = new LinkedHashMap<>();
    columns.put(Measure.W1_TEST, "W1");
    columns.put(Measure.COVERAGE, "cover");
    columns.put(Measure.SHAPE, "Shape");
    columns.put(Measure.TREND, "Trend");
    columns.put(Measure.C2ST, "C2ST");
    columns.put(Measure.SCORE, "score");
    columns.put(Measure.W1_RATIO, "tr/te");
    columns.put(Measure.DCR, "DCR");
    columns.put(Measure.COPIES, "copies");
    columns.put(Measure.MEMBERSHIP, "member");
    return columns;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(TextTable.paragraph("%s: %,d synthetic rows beside %,d training rows and %,d rows that were held out",
        report.name(), report.plan().count(), report.train().rows(), report.test().rows()))
        .append(System.lineSeparator()).append(table()).append(System.lineSeparator());
    for (String line : report.verdict()) {
      text.append(TextTable.hanging("- ", line));
    }
    text.append(System.lineSeparator());
    COLUMNS.forEach((measure, name) -> {
      if (shown(measure)) {
        text.append(TextTable.hanging("%-7s ".formatted(name), measure.meaning()));
      }
    });
    return text.append(System.lineSeparator()).append(names()).toString();
  }

  /** What the rows of the table are. */
  private String names() {
    StringBuilder names = new StringBuilder();
    names.append(TextTable.hanging("%-9s ".formatted("*"), "the number of steps that the lines above speak of"))
        .append(TextTable.hanging("%-9s ".formatted("real rows"), "the training rows in place of synthetic ones"));
    for (Candidate of : report.baselines()) {
      for (Baseline baseline : Baseline.values()) {
        if (baseline.title().equals(of.name())) {
          names.append(TextTable.hanging("%-9s ".formatted(shortName(of.name())), baseline.meaning()));
        }
      }
    }
    return names.toString();
  }

  /** The measure of the column with this name; none for W1, which is also the name of a measure in files. */
  static Optional<Measure> measure(String column) {
    return COLUMNS.keySet().stream().filter(measure -> measure != Measure.W1_TEST
        && COLUMNS.getOrDefault(measure, "").equalsIgnoreCase(column)).findFirst();
  }

  /** The short name of a measure, at the head of a column. */
  static String column(Measure measure) {
    return switch (measure) {
      case TREND_SDMETRICS -> "Trend (SDMetrics)";
      case MISSING -> "missing";
      default -> COLUMNS.getOrDefault(measure, measure.key());
    };
  }

  /** Whether any set of rows has the figure. */
  private boolean shown(Measure measure) {
    return Double.isFinite(report.main().get(measure));
  }

  private String table() {
    List<Measure> measures = COLUMNS.keySet().stream().filter(this::shown).toList();
    TextTable table = new TextTable("l" + "r".repeat(measures.size()));
    List<String> header = new ArrayList<>(List.of(""));
    measures.forEach(measure -> header.add(COLUMNS.get(measure)));
    table.row(header);
    report.flow().forEach(of -> table.row(row(of.name() + (of.steps() == report.plan().mainSteps() ? " *" : ""), of,
        measures)));
    table.row(row("real rows", report.floor(), measures));
    report.baselines().forEach(of -> table.row(row(shortName(of.name()), of, measures)));
    return table.text();
  }

  private static String shortName(String name) {
    return name.equals(Baseline.INDEPENDENT.title())
        ? "independ."
        : name.equals(Baseline.COPULA.title()) ? "copula" : name;
  }

  private static List<String> row(String name, Candidate of, List<Measure> measures) {
    List<String> row = new ArrayList<>(List.of(name));
    for (Measure measure : measures) {
      double value = of.get(measure);
      row.add(switch (measure) {
        case W1_TEST -> Figure.of(value);
        case SHAPE, TREND, COPIES -> Figure.percent(value);
        default -> Figure.share(value);
      });
    }
    return row;
  }
}
