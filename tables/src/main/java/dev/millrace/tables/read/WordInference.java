package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaText;
import org.jspecify.annotations.Nullable;

/** What a column of words is. */
final class WordInference {
  private static final List<List<String>> TRUTH = List.of(List.of("false", "true"), List.of("no", "yes"),
      List.of("f", "t"), List.of("n", "y"), List.of("off", "on"), List.of("nein", "ja"), List.of("non", "oui"),
      List.of("falsch", "wahr"), List.of("faux", "vrai"));
  /** Fewer rows than this are too few to tell identifiers from words. */
  private static final int FEW = 20;
  private static final double HALF = 0.5;
  private static final double MOSTLY = 0.95;
  private static final int LONG = 50;
  /** So many different words are counted one by one. */
  private static final long MOST_WORDS = 200_000;
  /** So many rare words are kept. */
  private static final int MOST_RARE = 10_000;

  private final ColumnView view;
  private final ColumnChoice choice;
  private final List<String> marks;
  private final int maxLevels;
  private final long present;
  private final long missing;

  WordInference(ColumnView view, ColumnChoice choice, List<String> marks, int maxLevels) {
    this.view = view;
    this.choice = choice;
    this.marks = marks;
    this.maxLevels = maxLevels;
    this.present = view.present(marks);
    this.missing = view.facts().rows() - present;
  }

  ColumnSchema column() {
    ColumnType type = choice.type();
    long distinct = view.facts().distinct();
    if ((distinct >= HALF * HALF * present && present >= FEW) || distinct > MOST_WORDS) {
      distinct = view.exactDistinct(marks);
    }
    if (type == null) {
      type = guess(distinct);
    }
    return switch (type) {
      case IDENTIFIER -> identifier(distinct);
      case TEXT -> schema(ColumnType.TEXT, distinct, List.of(), Map.of(), "", "%,d different texts of %.0f characters"
          .formatted(distinct, view.facts().length()) + " on average" + hint(), "left out, not written");
      default -> words(type);
    };
  }

  private ColumnType guess(long distinct) {
    boolean spaced = view.facts().spaced() >= HALF;
    if (distinct > MOST_WORDS) {
      return spaced ? ColumnType.TEXT : ColumnType.IDENTIFIER;
    }
    if (present >= FEW && distinct >= HALF * present) {
      return spaced ? ColumnType.TEXT : ColumnType.IDENTIFIER;
    }
    if (present >= FEW && distinct > maxLevels && view.facts().length() >= LONG) {
      return ColumnType.TEXT;
    }
    return ColumnType.CATEGORY;
  }

  private ColumnSchema identifier(long distinct) {
    String pattern = choice.pattern() == null ? Identifiers.pattern(view, marks, distinct) : choice.pattern();
    return schema(ColumnType.IDENTIFIER, distinct, List.of(), Map.of(), pattern,
        (distinct == present
            ? "all values differ"
            : distinct >= MOSTLY * present ? "nearly all values differ" : "most values occur once or twice")
            + hint(),
        "not learnt, made anew as %s".formatted(Shown.cut(pattern)));
  }

  /** Why words that look like numbers are none. */
  private String hint() {
    List<String> texts = view.sample().stream().filter(text -> !marks.contains(text)).limit(1000).toList();
    if (texts.stream().allMatch(text -> text.matches("[+-]?\\d{1,3}([,. ']\\d{3})+([.,]\\d+)?|[+-]?\\d+([.,]\\d+)?"))
        && texts.stream().anyMatch(text -> text.matches(".*\\d[,. ']\\d{3}.*"))) {
      return "; marks of thousands make numbers words: write the numbers without";
    }
    if (texts.stream().allMatch(text -> text.matches("\\p{Sc}\\s?[\\d.,]+|[\\d.,]+\\s?(\\p{Sc}|%)"))) {
      return "; signs of money or per cent make numbers words: write the numbers without";
    }
    if (texts.stream().allMatch(text -> text.matches("[+-]?\\d+"))
        && texts.stream().anyMatch(text -> text.matches("[+-]?0\\d+|\\+.*|\\d{16,}"))) {
      return "; digits with leading zeros or a plus sign, or too long for a number, are words";
    }
    long numbers = texts.stream().filter(text -> !Double.isNaN(ValueForm.Decimal.INTEGER.parse(text))).count();
    if (numbers < texts.size() && numbers >= HALF * texts.size()) {
      return texts.stream().filter(text -> Double.isNaN(ValueForm.Decimal.INTEGER.parse(text))).findFirst()
          .map(text -> "; %s is no number; if it stands for a missing value, add it to 'missing'".formatted(
              Shown.quoted(text)))
          .orElse("");
    }
    return "";
  }

  private ColumnSchema words(ColumnType type) {
    Map<String, Long> counts = view.counts(marks);
    if (counts.size() <= 1 && missing == 0 && choice.type() == null) {
      return schema(ColumnType.CONSTANT, counts.size(), List.of(), Map.of(),
          counts.keySet().stream().findFirst().orElse(""), "all rows have this value", "not learnt, written as it is");
    }
    if (type == ColumnType.CONSTANT) {
      String value = counts.keySet().stream().findFirst().orElse("");
      return schema(ColumnType.CONSTANT, counts.size(), List.of(), Map.of(), value, "as chosen; this value is the most "
          + "frequent", "not learnt, written as it is");
    }
    List<String> truth = choice.levels() == null ? truth(counts.keySet()) : null;
    if (type == ColumnType.BOOLEAN && choice.levels() == null && truth == null) {
      throw new InvalidInputException(
          "column %s: 'type' is boolean, but its values are %s; give 'levels': the words for false and true"
              .formatted(Shown.quoted(view.name()), listed(counts.keySet())));
    }
    if (truth != null && (choice.type() == null || type == ColumnType.BOOLEAN)) {
      return schema(ColumnType.BOOLEAN, 2, truth, Map.of(), "", "only " + String.join(" and ", truth),
          "two levels" + gaps());
    }
    return category(type, counts);
  }

  private ColumnSchema category(ColumnType type, Map<String, Long> counts) {
    List<String> chosen = choice.levels();
    if (chosen != null) {
      checkLevels(chosen, counts);
    }
    int kept = counts.size() <= maxLevels || choice.ordered() || type == ColumnType.BOOLEAN
        ? counts.size()
        : maxLevels - 1;
    Map<String, Long> rare = counts.entrySet().stream().skip(kept).limit(MOST_RARE)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, LinkedHashMap::new));
    Set<String> frequent = counts.keySet().stream().limit(kept).collect(Collectors.toCollection(TreeSet::new));
    List<String> levels = new ArrayList<>(chosen == null ? frequent : chosen);
    String why = counts.entrySet().stream().findFirst().map(most -> "words, most often %s (%s)%s".formatted(
        Shown.quoted(most.getKey()), SchemaText.share(most.getValue(), present), hint())).orElse("no row has a value");
    String treatment = levels.size() == 2 && rare.isEmpty()
        ? "two levels"
        : "%d level%s".formatted(levels.size(), levels.size() == 1 ? "" : "s");
    if (!rare.isEmpty()) {
      levels.add(ColumnSchema.OTHER);
      long rows = present - counts.values().stream().limit(kept).mapToLong(Long::longValue).sum();
      why += "; the %,d rarest, %.1f %% of the rows, are grouped".formatted(counts.size() - kept,
          100.0 * rows / present);
      if (rare.size() < counts.size() - kept) {
        why += ", and only the %,d most frequent of them can be drawn".formatted(rare.size());
      }
      treatment += " and one for rare words";
    }
    return schema(type, counts.size(), levels, rare, "", why, treatment + gaps());
  }

  private void checkLevels(List<String> chosen, Map<String, Long> counts) {
    for (String word : counts.keySet()) {
      if (!chosen.contains(word)) {
        throw new InvalidInputException("column %s: 'levels' lacks %s, which %,d rows have%s".formatted(
            Shown.quoted(view.name()), Shown.quoted(word), counts.get(word), Nearest.of(word, chosen)
                .map(near -> "; is '" + near + "' meant?").orElse("; add it, or add it to 'missing'")));
      }
    }
  }

  private String gaps() {
    return missing > 0 ? ", one for missing" : "";
  }

  private static @Nullable List<String> truth(Set<String> words) {
    if (words.size() != 2) {
      return null;
    }
    for (List<String> pair : TRUTH) {
      List<String> ordered = new ArrayList<>();
      for (String meant : pair) {
        words.stream().filter(word -> word.toLowerCase(Locale.ROOT).equals(meant)).forEach(ordered::add);
      }
      if (ordered.size() == 2 && pair.stream().allMatch(meant -> words.stream()
          .anyMatch(word -> word.toLowerCase(Locale.ROOT).equals(meant)))) {
        return ordered;
      }
    }
    return null;
  }

  private static String listed(Set<String> words) {
    return words.stream().limit(4).map(Shown::quoted).collect(Collectors.joining(", "))
        + (words.size() > 4 ? ", …" : "");
  }

  private ColumnSchema schema(ColumnType type, long distinct, List<String> levels, Map<String, Long> rare,
      String pattern, String why, String treatment) {
    return new ColumnSchema(view.name(), type, null, missing, distinct, levels, choice.ordered(), Double.NaN,
        Double.NaN, pattern, why, marks, rare, treatment, view.stored());
  }
}
