package dev.millrace.tables.read;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.schema.ColumnChoice;
import dev.millrace.tables.schema.ColumnSchema;
import dev.millrace.tables.schema.ColumnType;
import dev.millrace.tables.schema.SchemaChoices;
import org.jspecify.annotations.Nullable;

/** Finds out what a column is. */
final class Inference {
  /** Words that may stand for missing values, or for Namibia and the like, among codes of two letters. */
  private static final int MANY_CODES = 5;

  private final ColumnView view;
  private final ColumnChoice choice;
  private final boolean inFile;
  private final int maxLevels;

  private Inference(ColumnView view, SchemaChoices.Named named, int maxLevels) {
    this.view = view;
    choice = named.choice();
    inFile = named.isInFile();
    this.maxLevels = maxLevels;
  }

  static ColumnSchema of(ColumnView view, SchemaChoices.Named named, int maxLevels) {
    return new Inference(view, named, maxLevels).column();
  }

  private ColumnSchema column() {
    List<String> marks = choice.marks() == null ? view.occurring(Missing.EVERYWHERE) : choice.marks();
    ColumnType type = choice.type();
    if (view.present(marks) == 0 && (type == null || type == ColumnType.CONSTANT)) {
      return constant(marks, "", "no row has a value");
    }
    if (type == null && isCompactDates(marks)) {
      ColumnSchema date = date(marks);
      if (date != null) {
        return date;
      }
    }
    if (type == null ? isPerhapsNumber() : type == ColumnType.NUMBER) {
      ColumnSchema number = number(marks);
      if (number != null) {
        return number;
      }
    }
    if (type == null || type == ColumnType.DATE || type == ColumnType.TIMESTAMP) {
      ColumnSchema date = date(marks);
      if (date != null) {
        return date;
      }
    }
    return new WordInference(view, choice, wordMarks(marks), maxLevels).column();
  }

  /** Whether all texts are eight digits that are days of these times. */
  private boolean isCompactDates(List<String> marks) {
    List<String> texts = view.sample().stream().filter(text -> !marks.contains(text)).toList();
    return texts.size() >= MANY_CODES && texts.stream().allMatch(text -> text.matches("(19|20)\\d{6}"));
  }

  /** Marks that look like the other words are words: NA is Namibia among the codes of countries. */
  private List<String> wordMarks(List<String> marks) {
    if (choice.marks() != null || !marks.contains("NA")) {
      return marks;
    }
    List<String> words = view.sample().stream().distinct().filter(text -> !marks.contains(text)).toList();
    boolean codes = words.size() >= MANY_CODES && words.stream().allMatch(word -> word.matches("[A-Z]{2}"));
    return codes ? marks.stream().filter(mark -> !mark.equals("NA")).toList() : marks;
  }

  private boolean isPerhapsNumber() {
    return view.isUntyped() || view.stored().matches("(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)");
  }

  private List<String> allMarks(List<String> marks) {
    return choice.marks() != null
        ? marks
        : Stream.concat(marks.stream(), view.occurring(Missing.AMONG_NUMBERS).stream()).toList();
  }

  private @Nullable ColumnSchema number(List<String> marks) {
    List<String> possible = allMarks(marks);
    List<String> texts = view.sample().stream().filter(text -> !possible.contains(text)).toList();
    boolean forced = choice.type() == ColumnType.NUMBER;
    for (char mark : new char[]{'.', ','}) {
      ValueForm.Decimal form = new ValueForm.Decimal(0, true, mark);
      boolean some = texts.stream().anyMatch(text -> !Double.isNaN(form.parse(text)));
      boolean all = some && texts.stream().noneMatch(text -> Double.isNaN(form.parse(text)));
      if (!all) {
        continue;
      }
      NumberFacts facts = NumberFacts.of(view, form, possible);
      if (facts.strays() == 0) {
        return new NumberInference(view, choice, possible, form, facts).column();
      }
    }
    if (forced) {
      String stray = texts.stream().filter(text -> Double.isNaN(ValueForm.Decimal.INTEGER.parse(text))).findFirst()
          .or(() -> stray(ValueForm.Decimal.INTEGER, possible)).orElse("");
      throw new InvalidInputException((inFile
          ? "column %s: 'type' is number, but %s is none; add it to the column's 'missing', or make the column a category"
          : "column %s: expected numbers, but %s is none").formatted(Shown.quoted(view.name()), Shown.quoted(stray)));
    }
    return null;
  }

  private Optional<String> stray(ValueForm form, List<String> marks) {
    return view.database().list("SELECT %1$s FROM data WHERE %2$s AND (%3$s) IS NULL LIMIT 1".formatted(view.column(),
        Sql.present(view.column(), marks), Sql.number(view.column(), form)), row -> row.getString(1)).stream()
        .findFirst();
  }

  private @Nullable ColumnSchema date(List<String> marks) {
    List<String> possible = allMarks(marks);
    List<String> texts = view.sample().stream().filter(text -> !possible.contains(text)).distinct().toList();
    if (texts.isEmpty()) {
      return null;
    }
    List<ValueForm> forms = choice.form() == null ? DateForms.fitting(texts) : List.of(chosenForm(choice.form()));
    for (int f = 0; f < forms.size(); f++) {
      ValueForm form = forms.get(f);
      TimeInference time = new TimeInference(view, choice, possible, form);
      if (time.strays() == 0) {
        List<ValueForm> others = forms.subList(f + 1, forms.size()).stream()
            .filter(other -> other.getClass() == form.getClass() && stray(other, possible).isEmpty()).toList();
        return time.column(others);
      }
      if (choice.form() != null) {
        throw new InvalidInputException((inFile
            ? "column %s: %s does not have the 'form' %s"
            : "column %s: %s does not have the form %s")
            .formatted(Shown.quoted(view.name()), Shown.quoted(stray(form, possible).orElse("")), choice.form()));
      }
    }
    if (choice.type() != null) {
      throw new InvalidInputException(
          "column %s: 'type' is %s, but %s has none of the known forms; give 'form', such as "
              .formatted(Shown.quoted(view.name()), choice.type(), Shown.quoted(texts.getFirst())) + "dd.MM.uuuu");
    }
    return null;
  }

  private ValueForm chosenForm(String pattern) {
    try {
      DateForms.duck(pattern);
      return pattern.toLowerCase(Locale.ROOT).contains("h")
          ? ValueForm.Timestamp.of(pattern, 1)
          : ValueForm.Date.of(pattern);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException("column %s: 'form' %s: %s".formatted(Shown.quoted(view.name()),
          Shown.quoted(pattern), e.getMessage()), e);
    }
  }

  private ColumnSchema constant(List<String> marks, String value, String why) {
    long rows = view.facts().rows();
    return new ColumnSchema(view.name(), ColumnType.CONSTANT, null, value.isEmpty() ? rows : 0, value.isEmpty() ? 0 : 1,
        List.of(), false, Double.NaN, Double.NaN, value, why, marks, Map.of(), "not learnt, written as it is",
        view.stored());
  }
}
