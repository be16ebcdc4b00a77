package dev.millrace.cli.help;

import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.cli.terminal.Terminal;
import dev.millrace.runs.text.TextTable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The help of the command, or of one of its verbs, wrapped to the terminal. */
public final class HelpPage {
  private static final String SECTION = "page";
  private static final int LEAST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 100;
  private static final int LABEL_COLUMNS = 26;
  /** If less width than this is left for descriptions, they are printed under the labels. */
  private static final int LEAST_DESCRIPTION = 30;

  private final HelpParts parts;
  private final int columns;
  private final StringBuilder text = new StringBuilder();

  private HelpPage(CommandSpec spec, int columns) {
    this.parts = new HelpParts(spec);
    this.columns = Math.clamp(columns, LEAST_COLUMNS, MOST_COLUMNS);
  }

  /** Makes these pages the help of a command and of all its verbs. */
  public static void install(CommandLine line) {
    line.setHelpSectionKeys(List.of(SECTION));
    line.setHelpSectionMap(Map.of(SECTION, help -> of(help.commandSpec(), Terminal.columnsOfText())));
  }

  public static String of(CommandSpec spec, int columns) {
    HelpPage page = new HelpPage(spec, columns);
    page.write();
    return page.text.toString();
  }

  private void write() {
    text.append(HelpParts.formatted(parts.spec().usageMessage().headerHeading()));
    paragraph(parts.description());
    text.append("\n");
    hanging("Usage: ", parts.synopsis());
    if (!parts.spec().positionalParameters().isEmpty()) {
      text.append("\n");
      parts.spec().positionalParameters()
          .forEach(parameter -> entry(parameter.paramLabel(), parts.description(parameter)));
    }
    if (!parts.parts().isEmpty()) {
      String part = HelpParts.part(parts.spec());
      text.append("\n").append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1)).append("s:\n");
      parts.parts().forEach(this::entry);
    }
    parts.grouped().forEach((heading, options) -> {
      text.append("\n").append(heading).append(":\n");
      options.forEach(option -> entry(HelpParts.label(option), parts.description(option)));
    });
    String footer = parts.footer();
    if (!footer.isEmpty()) {
      text.append("\n");
      paragraph(footer);
    }
  }

  private void entry(String label, String description) {
    boolean below = columns - LABEL_COLUMNS < LEAST_DESCRIPTION;
    String left = "  " + label;
    if (!below && left.length() < LABEL_COLUMNS) {
      hanging(left + " ".repeat(LABEL_COLUMNS - left.length()), description);
    } else {
      text.append(left).append("\n");
      hanging(" ".repeat(below ? 6 : LABEL_COLUMNS), description);
    }
  }

  private void paragraph(String unwrapped) {
    for (String line : unwrapped.split("\n", -1)) {
      hanging("", line);
    }
  }

  private void hanging(String head, String words) {
    text.append(TextTable.hanging(columns, head, words.strip().replaceAll("\\s+", " ")));
  }
}
