package dev.millrace.tables.read;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.tables.schema.ColumnSchema;
import org.jspecify.annotations.Nullable;

/** Recognises identifiers and their patterns. */
final class Identifiers {
  private static final Pattern UUID = Pattern
      .compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
  private static final Pattern COUNTED = Pattern.compile("(.*?)(\\d{1,15})");
  private static final Set<String> NAMES = Set.of("id", "ids", "uuid", "guid", "key", "pk", "nr", "no", "num", "index",
      "idx", "row", "rowid", "ref", "reference", "identifier", "number", "serial");

  private Identifiers() {
  }

  /** Whether the name of a column sounds like an identifier's, such as customer_id or OrderNo. */
  static boolean isName(String name) {
    if (name.isEmpty()) {
      return true;
    }
    for (String part : name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT).split("[^\\p{L}\\d]+",
        -1)) {
      if (NAMES.contains(part)) {
        return true;
      }
    }
    return name.startsWith("Unnamed:");
  }

  /** The pattern of most of the texts. */
  static String pattern(ColumnView view, List<String> marks, long distinct) {
    List<String> texts = view.sample().stream().filter(text -> !marks.contains(text)).toList();
    if (texts.stream().allMatch(text -> UUID.matcher(text).matches())) {
      return "uuid";
    }
    String sequence = sequence(view, marks, texts, distinct);
    return sequence == null ? shape(texts) : sequence;
  }

  /** Texts with the same start and consecutive numbers at the end. */
  private static @Nullable String sequence(ColumnView view, List<String> marks, List<String> texts, long distinct) {
    Matcher first = COUNTED.matcher(texts.getFirst());
    if (!first.matches()) {
      return null;
    }
    String prefix = first.group(1);
    if (!texts.stream().allMatch(text -> text.startsWith(prefix) && COUNTED.matcher(text).matches())) {
      return null;
    }
    String rest = "TRY_CAST(CASE WHEN starts_with(%1$s, %2$s) AND NOT contains(%1$s, '_') THEN substr(%1$s, %3$d) END AS "
        + "BIGINT)";
    if (prefix.contains("_")) {
      rest = rest.replace(" AND NOT contains(%1$s, '_')", "");
    }
    String number = rest.formatted(view.column(), Database.literal(prefix), prefix.length() + 1);
    record Range(boolean whole, String greatest) {}
    Range range = view.database().one(
        "SELECT min(n), max(n), count(*) FILTER (WHERE n IS NULL), arg_max(%s, n) FROM (SELECT %s, %s AS n FROM data WHERE %s)"
            .formatted(view.column(), view.column(), number, Sql.present(view.column(), marks)),
        row -> new Range(row.getLong(3) == 0 && row.getLong(2) - row.getLong(1) + 1 == distinct, row.getString(4)));
    return range.whole ? ColumnSchema.SEQUENCE + prefix + next(range.greatest.substring(prefix.length())) : null;
  }

  /** The number after one, at least as wide, so that no new identifier is one of the table's. */
  private static String next(String digits) {
    String next = Long.toString(Long.parseLong(digits) + 1);
    return "0".repeat(Math.max(0, digits.length() - next.length())) + next;
  }

  /** The most frequent shape, with the characters that are everywhere the same as they are. */
  private static String shape(List<String> texts) {
    Map<String, Integer> shapes = new HashMap<>();
    texts.forEach(text -> shapes.merge(shape(text), 1, Integer::sum));
    String most = shapes.entrySet().stream()
        .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey())).orElseThrow()
        .getKey();
    List<String> alike = texts.stream().filter(text -> shape(text).equals(most)).toList();
    String first = alike.getFirst();
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < first.length(); i++) {
      int at = i;
      char c = first.charAt(i);
      boolean constant = alike.size() > 1 && alike.stream().allMatch(text -> text.charAt(at) == c);
      char kind = most.charAt(i);
      pattern.append(constant || kind == c
          ? ("#@%\\".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c))
          : String.valueOf(kind));
    }
    return pattern.toString();
  }

  /** # for each digit, @ for each capital, % for each small letter. */
  private static String shape(String text) {
    StringBuilder shape = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      shape.append(c >= '0' && c <= '9' ? '#' : c >= 'A' && c <= 'Z' ? '@' : c >= 'a' && c <= 'z' ? '%' : c);
    }
    return shape.toString();
  }
}
