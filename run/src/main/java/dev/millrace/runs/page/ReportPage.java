package dev.millrace.runs.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.text.Markup;

/**
 * A page of text, tables and pictures in one HTML file that needs no other file: pictures are embedded, and nothing is
 * loaded from the network. It is also well-formed XML.
 *
 * @param title shown at the top, and the title of the browser's tab
 * @param sections from top to bottom
 */
public record ReportPage(String title, List<Section> sections) {
  /** A parameter in a text, such as `repeats`. */
  private static final Pattern PARAMETER = Pattern.compile("`([a-z][a-z-]*)`");
  /** A number at the start of a cell, such as 0.071 in "0.071 ± 0.003". */
  private static final Pattern NUMBER = Pattern
      .compile("[-−+]?(\\d{1,3}(,\\d{3})+|\\d+)(\\.\\d+)?(e[-−+]?\\d+)?(?![\\w.,])");
  private static final Pattern SVG_WIDTH = Pattern.compile("<svg [^>]*?width=\"(\\d{1,5})\"");
  /** The least fraction of a picture's original size, so that its texts are readable. */
  private static final double LEAST_SCALE = 0.6;
  /** The width in pixels from which a picture takes two columns. */
  private static final int BROAD = 1000;
  private static final Pattern NUMERIC = Pattern.compile(NUMBER + "( ± " + NUMBER + ")?( ?(%|s|ms))?|NaN|–|");

  /** Checks the values. */
  public ReportPage {
    sections = List.copyOf(sections);
  }

  /**
   * A heading and the content below it.
   *
   * @param heading may be empty
   * @param content the parts of the section
   */
  public record Section(String heading, List<Content> content) {
    /** Copies the parts. */
    public Section {
      content = List.copyOf(content);
    }
  }

  /** The content of a section. All texts are plain: HTML in them is escaped. */
  public sealed interface Content {}

  /**
   * A paragraph.
   *
   * @param text the text
   */
  public record Text(String text) implements Content {}

  /**
   * Names and values, such as options.
   *
   * @param values in the order in which they are shown
   */
  public record KeyValues(SequencedMap<String, String> values) implements Content {}

  /**
   * Words and what they mean.
   *
   * @param meanings in the order in which they are shown
   */
  public record Definitions(SequencedMap<String, String> meanings) implements Content {}

  /**
   * A table. Columns whose cells are all numbers or empty are aligned to the right.
   *
   * @param header names of the columns
   * @param rows each as long as the header
   * @param lowerIsBetter indices of the columns whose least number is marked
   */
  public record Table(List<String> header, List<List<String>> rows, List<Integer> lowerIsBetter) implements Content {
    /** Copies the rows. */
    public Table {
      header = List.copyOf(header);
      rows = rows.stream().map(List::copyOf).toList();
      lowerIsBetter = List.copyOf(lowerIsBetter);
      for (List<String> row : rows) {
        if (row.size() != header.size()) {
          throw new IllegalArgumentException("a row has %d cells, the header %d".formatted(row.size(), header.size()));
        }
      }
    }

    private boolean isNumeric(int column) {
      return rows.stream().allMatch(row -> NUMERIC.matcher(row.get(column)).matches());
    }

    /** The least number of a column, if at least two rows have a number. */
    private OptionalDouble least(int column) {
      double[] numbers = rows.stream().map(row -> number(row.get(column))).flatMapToDouble(OptionalDouble::stream)
          .toArray();
      return numbers.length < 2 ? OptionalDouble.empty() : Arrays.stream(numbers).min();
    }
  }

  /**
   * A picture.
   *
   * @param type "image/png", "image/gif" or "image/svg+xml"; scripts and links inside an SVG are not followed
   * @param bytes of the file
   * @param caption below it; may be empty
   * @param alt a description, for those who cannot see the picture
   */
  // Never compared, so the array's identity as equality does no harm.
  @SuppressWarnings("ArrayRecordComponent")
  public record Picture(String type, byte[] bytes, String caption, String alt) implements Content {
    /** The width in pixels; 0 if it cannot be read from the bytes. */
    private int width() {
      if (type.equals("image/svg+xml")) {
        Matcher width = SVG_WIDTH.matcher(new String(bytes, StandardCharsets.UTF_8));
        return width.lookingAt() ? Integer.parseInt(width.group(1)) : 0;
      }
      try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
        var readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
          return 0;
        }
        ImageReader reader = readers.next();
        reader.setInput(in);
        return reader.getWidth(0);
      } catch (IOException e) {
        return 0;
      }
    }
  }

  /**
   * Writes the page completely or not at all.
   *
   * @param file the file
   * @throws IOException if writing fails
   */
  public void write(Path file) throws IOException {
    byte[] html = toHtml().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(file, out -> out.write(html));
  }

  /** {@return the page in HTML} */
  public String toHtml() {
    var html = new StringBuilder();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n")
        .append("<meta name=\"color-scheme\" content=\"light dark\"/>\n");
    element(html, "title", title);
    html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n<main>\n");
    element(html, "h1", title);
    for (Section section : sections) {
      html.append("<section>\n");
      if (!section.heading().isEmpty()) {
        element(html, "h2", section.heading());
      }
      boolean pictures = false;
      for (Content content : section.content()) {
        if (pictures != content instanceof Picture) {
          html.append(pictures ? "</div>\n" : "<div class=\"pictures\">\n");
          pictures = !pictures;
        }
        append(html, content);
      }
      html.append(pictures ? "</div>\n" : "").append("</section>\n");
    }
    return html.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing from the archive");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void append(StringBuilder html, Content content) {
    switch (content) {
      case Text(String text) -> html.append("<p>")
          .append(PARAMETER.matcher(Markup.escaped(text)).replaceAll("<code>$1</code>")).append("</p>\n");
      case KeyValues keyValues -> append(html, "values", keyValues.values());
      case Definitions definitions -> append(html, "meanings", definitions.meanings());
      case Table table -> append(html, table);
      case Picture picture -> append(html, picture);
    }
  }

  private static void append(StringBuilder html, String look, SequencedMap<String, String> entries) {
    html.append("<dl class=\"").append(look).append("\">\n");
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      html.append("<div>");
      element(html, "dt", entry.getKey());
      element(html, "dd", entry.getValue());
      html.append("</div>\n");
    }
    html.append("</dl>\n");
  }

  private static void append(StringBuilder html, Table table) {
    int columns = table.header().size();
    List<String> alignment = new ArrayList<>();
    List<OptionalDouble> best = new ArrayList<>();
    html.append("<div class=\"wide\"><table>\n<thead><tr>");
    for (int c = 0; c < columns; c++) {
      alignment.add(table.isNumeric(c) ? " class=\"number\"" : "");
      best.add(table.lowerIsBetter().contains(c) ? table.least(c) : OptionalDouble.empty());
      html.append("<th scope=\"col\"").append(alignment.get(c)).append('>')
          .append(Markup.escaped(table.header().get(c)))
          .append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int c = 0; c < columns; c++) {
        String cell = Markup.escaped(row.get(c));
        boolean marked = best.get(c).isPresent() && number(row.get(c)).equals(best.get(c));
        html.append("<td").append(alignment.get(c)).append('>')
            .append(marked ? "<strong title=\"the best\">" + cell + "</strong>" : cell).append("</td>");
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table></div>\n");
  }

  /** On a narrow screen a wide picture keeps at least about half its size and can be scrolled sideways. */
  private static void append(StringBuilder html, Picture picture) {
    html.append(picture.width() >= BROAD ? "<figure class=\"broad\">" : "<figure>")
        .append("\n<div class=\"wide\"><img alt=\"").append(Markup.escaped(picture.alt()))
        .append("\" style=\"min-width: ")
        .append(Math.round(LEAST_SCALE * picture.width())).append("px\" src=\"data:")
        .append(Markup.escaped(picture.type())).append(";base64,")
        .append(Base64.getEncoder().encodeToString(picture.bytes()))
        .append("\"/></div>\n");
    if (!picture.caption().isEmpty()) {
      element(html, "figcaption", picture.caption());
    }
    html.append("</figure>\n");
  }

  private static OptionalDouble number(String cell) {
    Matcher matcher = NUMBER.matcher(cell);
    return matcher.lookingAt()
        ? OptionalDouble.of(Double.parseDouble(matcher.group().replace('−', '-').replace(",", "")))
        : OptionalDouble.empty();
  }

  private static void element(StringBuilder html, String name, String text) {
    html.append('<').append(name).append('>').append(Markup.escaped(text)).append("</").append(name).append(">\n");
  }
}
