package dev.millrace.tables.read;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.tables.schema.CsvStyle;

/** Finds the delimiter, the quotes and the names of a CSV file in its first rows. */
final class CsvSniffer {
  private static final int LOOK_AHEAD = 1 << 22;
  private static final int MOST_ROWS = 1000;
  /** In the order in which they are preferred where rows are equally regular: a comma may be a decimal mark. */
  private static final char[] DELIMITERS = {'\t', ';', '|', ','};
  private static final double REGULAR = 0.9;

  private final CsvText file;
  private final String start;

  private CsvSniffer(CsvText file, String start) {
    this.file = file;
    this.start = start;
  }

  static CsvForm form(CsvText file, Csv.Header header) throws IOException {
    byte[] bytes;
    boolean whole;
    try (InputStream in = file.open()) {
      in.skipNBytes(file.mark());
      bytes = in.readNBytes(LOOK_AHEAD);
      whole = in.read() < 0;
    }
    String text = decode(file, bytes);
    if (!whole) {
      int end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
      text = end < 0 ? text : text.substring(0, end + 1);
    }
    return new CsvSniffer(file, text).form(header);
  }

  private static String decode(CsvText file, byte[] bytes) {
    CharsetDecoder decoder = file.encoding().newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
        .onUnmappableCharacter(CodingErrorAction.REPLACE);
    CharBuffer chars = CharBuffer.allocate(bytes.length);
    decoder.decode(ByteBuffer.wrap(bytes), chars, false);
    return chars.flip().toString();
  }

  private CsvForm form(Csv.Header header) {
    if (start.isBlank()) {
      throw new InvalidInputException(
          file.file() + ": has only blank lines, expected a row of names and rows of values");
    }
    char quote = quote();
    char delimiter = ',';
    List<List<String>> best = List.of();
    double regularity = -1;
    for (char candidate : DELIMITERS) {
      List<List<String>> rows = rows(candidate, quote);
      double regular = regularity(rows);
      if (regular > regularity) {
        regularity = regular;
        delimiter = candidate;
        best = rows;
      }
    }
    if (best.isEmpty()) {
      throw new InvalidInputException(file.file() + ":1: the quotes of the first row never end");
    }
    boolean named = header == Csv.Header.YES || (header == Csv.Header.AUTO && isHeader(best));
    if (named && best.size() == 1) {
      throw new InvalidInputException(file.file() + ": has the names of columns but no rows");
    }
    List<String> first = best.getFirst().stream().map(String::strip).toList();
    return new CsvForm(delimiter, quote,
        named ? first : IntStream.rangeClosed(1, first.size()).mapToObj(c -> "column" + c).toList(), named,
        blankLines(), style(delimiter, quote, first.size(), named));
  }

  private CsvStyle style(char delimiter, char quote, int width, boolean named) {
    CsvQuotes quotes = new CsvQuotes(width, named);
    try (CsvReader<Boolean> csv = CsvReader.builder().fieldSeparator(delimiter).quoteCharacter(quote)
        .skipEmptyLines(true).build(quotes, start)) {
      csv.stream().limit(MOST_ROWS).forEach(_ -> {
        // The rows are noted while they are read.
      });
    } catch (CsvParseException | IOException _) {
      // What has been read must do: the sample may end within quotes.
    }
    // Another encoding has no byte order mark.
    boolean mark = file.mark() > 0 && file.encoding().name().startsWith("UTF-");
    return new CsvStyle(quote, quotes.quotesNames(), quotes.columns(), quotes.quotesMissing(), lineEnd(), mark);
  }

  /** What ends most lines. */
  private String lineEnd() {
    int feeds = 0;
    int returns = 0;
    int both = 0;
    for (int i = 0; i < start.length(); i++) {
      char c = start.charAt(i);
      if (c == '\r' && i + 1 < start.length() && start.charAt(i + 1) == '\n') {
        both++;
        i++;
      } else {
        feeds += c == '\n' ? 1 : 0;
        returns += c == '\r' ? 1 : 0;
      }
    }
    return both > Math.max(feeds, returns) ? "\r\n" : returns > feeds ? "\r" : "\n";
  }

  /** Single quotes, if each field of the first line has them and none has double quotes. */
  private char quote() {
    String line = start.lines().findFirst().orElse("").strip();
    return line.length() > 1 && line.startsWith("'") && line.endsWith("'") && start.indexOf('"') < 0 ? '\'' : '"';
  }

  private List<List<String>> rows(char delimiter, char quote) {
    List<List<String>> rows = new ArrayList<>();
    try (CsvReader<CsvRecord> csv = reader(delimiter, quote)) {
      for (CsvRecord row : csv) {
        rows.add(row.getFields());
        if (rows.size() == MOST_ROWS) {
          break;
        }
      }
    } catch (CsvParseException | IOException _) {
      // What has been read must do: the sample may end within quotes.
    }
    return rows;
  }

  private CsvReader<CsvRecord> reader(char delimiter, char quote) {
    return CsvReader.builder().fieldSeparator(delimiter).quoteCharacter(quote).skipEmptyLines(true)
        .ofCsvRecord(start);
  }

  /** The share of rows that have as many fields as most; less if there is but one field. */
  private static double regularity(List<List<String>> rows) {
    if (rows.isEmpty()) {
      return -1;
    }
    Map<Integer, Integer> widths = new HashMap<>();
    rows.forEach(row -> widths.merge(row.size(), 1, Integer::sum));
    int first = rows.getFirst().size();
    if (first == 1) {
      return 0;
    }
    double share = widths.getOrDefault(first, 0) / (double) rows.size();
    // Between nearly regular readings the first in order wins.
    return share >= REGULAR ? 1 : share;
  }

  private int blankLines() {
    return (int) start.lines().takeWhile(String::isEmpty).count();
  }

  /** Whether the first row differs from the others as names do. */
  private static boolean isHeader(List<List<String>> rows) {
    List<String> first = rows.getFirst();
    if (first.stream().allMatch(String::isBlank)) {
      return false;
    }
    if (rows.size() == 1) {
      return first.stream().noneMatch(CsvSniffer::isValue);
    }
    int repeated = 0;
    int alike = 0;
    for (int c = 0; c < first.size(); c++) {
      int column = c;
      List<String> below = rows.stream().skip(1).filter(row -> row.size() > column)
          .map(row -> row.get(column).strip()).filter(value -> !value.isEmpty()).toList();
      long values = below.stream().filter(CsvSniffer::isValue).count();
      boolean numeric = !below.isEmpty() && values >= REGULAR * below.size();
      String name = first.get(c).strip();
      if (numeric && !name.isEmpty() && !isValue(name) && !Missing.isMark(name)) {
        return true;
      }
      alike += numeric && isValue(name) ? 1 : 0;
      Set<String> known = new HashSet<>(below);
      repeated += !name.isEmpty() && known.contains(name) ? 1 : 0;
    }
    return alike == 0 && 2 * repeated < first.size();
  }

  /** Whether a text is a number or a date rather than a name. */
  private static boolean isValue(String text) {
    return !text.isEmpty() && (Character.isDigit(text.charAt(text.length() - 1)) || text.endsWith("."))
        && text.chars().noneMatch(c -> Character.isLetter(c) && "eEtT".indexOf(c) < 0)
        && text.chars().anyMatch(Character::isDigit);
  }
}
