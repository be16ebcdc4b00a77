package dev.millrace.cli.help;

import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;

import dev.millrace.runs.text.TextTable;
import picocli.CommandLine.Model.CommandSpec;

/** The manual pages of the command and its verbs, in the man macros of roff, with the same words as the help. */
public final class ManPage {
  private static final String SECTION = "1";
  /** The width of the lines of the source, which man fills again. */
  private static final int COLUMNS = 72;

  private final HelpParts parts;
  private final String version;
  private final String date;
  private final StringBuilder roff = new StringBuilder();

  private ManPage(CommandSpec spec, String version, String date) {
    this.parts = new HelpParts(spec);
    this.version = version;
    this.date = date;
  }

  /**
   * The pages of a command and of all commands within it.
   *
   * @param version the name and version of the program
   * @param date of that version, such as 2026-01-31
   * @return the texts by the names of their files, such as {@code millrace-train.1}
   */
  public static SequencedMap<String, String> all(CommandSpec spec, String version, String date) {
    SequencedMap<String, String> pages = new TreeMap<>();
    add(pages, spec, version, date);
    return pages;
  }

  private static void add(SequencedMap<String, String> pages, CommandSpec spec, String version, String date) {
    ManPage page = new ManPage(spec, version, date);
    page.write();
    pages.put(name(spec) + "." + SECTION, page.roff.toString());
    spec.subcommands().values().forEach(verb -> add(pages, verb.getCommandSpec(), version, date));
  }

  private static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  private void write() {
    CommandSpec spec = parts.spec();
    line(".TH \"" + escaped(name(spec).toUpperCase(Locale.ROOT)) + "\" " + SECTION + " " + date + " \"" + version
        + "\"");
    heading("Name");
    String summary = parts.summary().replaceFirst("[.:]$", "");
    line(escaped(name(spec)) + " \\- "
        + escaped(summary.substring(0, 1).toLowerCase(Locale.ROOT) + summary.substring(1)));
    heading("Synopsis");
    text(parts.synopsis());
    heading("Description");
    text(parts.description());
    spec.positionalParameters().forEach(parameter -> item(parameter.paramLabel(), parts.description(parameter)));
    if (!parts.parts().isEmpty()) {
      heading(HelpParts.part(spec) + "s");
      parts.parts().forEach(this::item);
    }
    parts.grouped().forEach((title, options) -> {
      heading(title);
      options.forEach(option -> item(HelpParts.label(option), parts.description(option)));
    });
    String example = HelpParts.formatted(spec.usageMessage().headerHeading()).strip();
    if (!example.isEmpty()) {
      heading("Example");
      line(".nf");
      example.replaceFirst("^Examples?: ", "").lines().forEach(each -> line(escaped(each.strip())));
      line(".fi");
    }
    if (!parts.footer().isEmpty()) {
      heading("Notes");
      line(".nf");
      parts.footer().lines().forEach(each -> line(escaped(each.strip())));
      line(".fi");
    }
    see(spec);
  }

  private void see(CommandSpec spec) {
    CommandSpec above = spec.parent();
    heading("See also");
    line(".BR " + (above == null ? escaped(name(spec)) + "\\-train" : escaped(name(above))) + " (" + SECTION + ")");
  }

  private void heading(String title) {
    line(".SH \"" + escaped(title.toUpperCase(Locale.ROOT)) + "\"");
  }

  private void item(String label, String description) {
    line(".TP");
    line(".B \"" + escaped(label) + "\"");
    text(description);
  }

  private void text(String words) {
    TextTable.hanging(COLUMNS, "", words.strip().replaceAll("\\s+", " ")).lines()
        .forEach(each -> line(escaped(each)));
  }

  private void line(String line) {
    roff.append(line).append("\n");
  }

  /** Characters that roff would take as its own; a quote in an argument, or a dot or quote that begins a line. */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq").replace("'", "\\(aq")
        .replace("`", "\\(ga").replace("~", "\\(ti").replace("^", "\\(ha");
    return escaped.startsWith(".") ? "\\&" + escaped : escaped;
  }
}
