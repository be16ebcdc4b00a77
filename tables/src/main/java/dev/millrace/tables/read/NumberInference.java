package dev.millrace.tables.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.Treatment;
import org.jspecify.annotations.Nullable;

/** What a column is whose texts are numbers. */
final class NumberInference {
  private static final double MOSTLY = 0.95;
  /** Fewer rows than this are too few to tell running numbers from others by their values alone. */
  private static final int FEW = 10;
  private static final double EXACT_INTEGERS = 9_007_199_254_740_992.0;
  private static final int LONG = 12;
  private static final int FIRST_YEAR = 1800;
  private static final int LAST_YEAR = 2200;

  private final ColumnView view;
  private final ColumnChoice choice;
  private final List<String> marks;
  private final ValueForm.Decimal form;
  private final NumberFacts facts;
  private final long present;

  NumberInference(ColumnView view, ColumnChoice choice, List<String> marks, ValueForm.Decimal form, NumberFacts facts) {
    this.view = view;
    this.choice = choice;
    this.marks = marks;
    this.form = new ValueForm.Decimal(facts.mostDigits(),
        facts.mostDigits() == facts.leastDigits(), form.mark());
    this.facts = facts;
    this.present = view.present(marks);
  }

  /** The column; null if its numbers are rather words. */
  @Nullable
  ColumnSchema column() {
    boolean forced = choice.type() == ColumnType.NUMBER;
    boolean integers = form.digits() == 0;
    if (!forced && (facts.padded() > 0 || (integers && Math.max(-facts.min(), facts.max()) > EXACT_INTEGERS))) {
      return null;
    }
    if (!forced && facts.min() == facts.max() && present == view.facts().rows()) {
      return schema(ColumnType.CONSTANT, 1, view.sample().getFirst(), "all rows have this value",
          "not learnt, written as it is");
    }
    if (!forced && integers) {
      ColumnSchema identifier = identifier();
      if (identifier != null) {
        return identifier;
      }
    }
    if (!forced && integers && facts.distinct() == 2 && facts.min() == 0 && facts.max() == 1
        && view.name().toLowerCase(Locale.ROOT).matches("(is|has|was|can|flag)[_ .].*|.*[_ .](flag|bool|yn)")) {
      return new WordInference(view, new ColumnChoice(ColumnType.BOOLEAN, null, marks, List.of("0", "1"), false, null),
          marks, 2).column();
    }
    return schema(ColumnType.NUMBER, facts.distinct(), "", why(), treatment());
  }

  private @Nullable ColumnSchema identifier() {
    if (present < 3 || facts.distinct() < 0.8 * present) {
      return null;
    }
    long distinct = view.exactDistinct(marks);
    boolean unique = distinct == present;
    boolean running = unique && facts.max() - facts.min() + 1 == present;
    boolean named = Identifiers.isName(view.name());
    boolean years = facts.min() >= FIRST_YEAR && facts.max() <= LAST_YEAR;
    if (running && (named || (present >= FEW && !years && ordered()))) {
      return schema(ColumnType.IDENTIFIER, distinct, ColumnSchema.SEQUENCE + (Math.round(facts.max()) + 1),
          "each number from %d to %d once".formatted(Math.round(facts.min()), Math.round(facts.max())),
          "not learnt, made anew as a " + ColumnSchema.SEQUENCE + (Math.round(facts.max()) + 1));
    }
    if (named && present >= FEW && distinct >= MOSTLY * present) {
      return schema(ColumnType.IDENTIFIER, distinct, Identifiers.pattern(view, marks, distinct),
          "%s, and its name says so".formatted(unique ? "all values differ" : "nearly all values differ"),
          "not learnt, made anew by its pattern");
    }
    return null;
  }

  /** Whether the numbers ascend with the rows, as far as the sample shows. */
  private boolean ordered() {
    double before = Double.NEGATIVE_INFINITY;
    for (String text : view.sample()) {
      double value = form.parse(text);
      if (value <= before) {
        return false;
      }
      before = value;
    }
    return true;
  }

  private String why() {
    String kind = form.digits() == 0
        ? "integers"
        : "numbers with %s%d decimal%s".formatted(form.fixed() ? "" : "up to ", form.digits(),
            form.digits() == 1 ? "" : "s");
    return "%s from %s to %s%s".formatted(kind, shown(facts.min()), shown(facts.max()),
        form.mark() == ',' && form.digits() > 0 ? ", with a decimal comma" : "");
  }

  /** A number as it is written, or with six digits if that is long. */
  private String shown(double value) {
    String text = form.format(value);
    return text.length() <= LONG ? text : String.format(Locale.ROOT, "%.6g", value);
  }

  private String treatment() {
    String gaps = present < view.facts().rows() ? ", a level for missing" : "";
    if (facts.distinct() <= Treatment.MOST_LEVELS_OF_NUMBER) {
      return "%d values as levels".formatted(facts.distinct()) + gaps;
    }
    List<String> atoms = atoms();
    return "quantiles" + (atoms.isEmpty()
        ? ""
        : ", atom%s at %s".formatted(atoms.size() == 1 ? "" : "s",
            String.join(", ", atoms)))
        + gaps;
  }

  /** The values that many rows hold, found in the sample and counted in all rows. */
  private List<String> atoms() {
    Map<Double, Integer> counts = new HashMap<>();
    view.sample().stream().filter(text -> !marks.contains(text))
        .forEach(text -> counts.merge(form.parse(text), 1, Integer::sum));
    List<String> atoms = new ArrayList<>();
    counts.entrySet().stream().filter(entry -> entry.getValue() >= Treatment.ATOM_SHARE / 2 * view.sample().size())
        .map(Map.Entry::getKey).sorted().forEach(value -> {
          long count = view.database().one("SELECT count(*) FROM data WHERE (%s) = CAST('%s' AS DOUBLE)"
              .formatted(Sql.number(view.column(), form), value), row -> row.getLong(1));
          if (count >= Treatment.ATOM_SHARE * view.facts().rows()) {
            atoms.add("%s (%d %%)".formatted(form.format(value), Math.round(100.0 * count / view.facts().rows())));
          }
        });
    return atoms;
  }

  private ColumnSchema schema(ColumnType type, long distinct, String pattern, String why, String treatment) {
    return new ColumnSchema(view.name(), type, type == ColumnType.IDENTIFIER ? null : form,
        view.facts().rows() - present, distinct, List.of(), false, facts.min(), facts.max(), pattern, why, marks,
        Map.of(), treatment, view.stored());
  }
}
