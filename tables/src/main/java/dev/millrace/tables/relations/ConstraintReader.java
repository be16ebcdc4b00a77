package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.tables.data.ValueForm;

/**
 * Reads one constraint: {@code total = price * count}, {@code depth ~ 200 * z / (x + y)}, {@code country by city},
 * {@code seen make, model}, {@code unique name}, {@code begin <= end}, {@code 0 < share <= 1}.
 */
final class ConstraintReader {
  private static final Pattern NUMBER = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
  private static final Pattern COMPARISON = Pattern.compile("<=|>=|<|>|≤|≥");
  private static final int DEEPEST = 100;

  private final String text;
  private final ColumnNames names;
  private final String place;
  private int at;
  private int depth;

  private ConstraintReader(String text, ColumnNames names, String place) {
    this.text = text.replace('·', '*').replace('−', '-').replace('×', '*');
    this.names = names;
    this.place = place;
  }

  static Constraint read(String text, ColumnNames names, String place) {
    return new ConstraintReader(text, names, "%s'%s'".formatted(place, text)).constraint();
  }

  /** Reads a formula alone. */
  static Expression formula(String text, ColumnNames names) {
    ConstraintReader reader = new ConstraintReader(text, names, "formula '%s'".formatted(text));
    Expression formula = reader.sum();
    reader.requireEnd();
    return formula;
  }

  private Constraint constraint() {
    if (word("seen")) {
      return new Constraint.OnlySeen(columns(2));
    }
    if (word("unique")) {
      return new Constraint.Different(columns(1));
    }
    for (Calendar.Part part : Calendar.Part.values()) {
      int begin = at;
      if (word(part.toString()) && word("of")) {
        int column = columns(1).getFirst();
        ValueForm form = names.form(column);
        if (form == null || form instanceof ValueForm.Decimal
            || (form instanceof ValueForm.Date && part == Calendar.Part.HOUR)) {
          throw wrong("column %s has no %s".formatted(names.shown(column), part));
        }
        return new Constraint.PartOf(column, part);
      }
      at = begin;
    }
    Expression first = sum();
    if (first instanceof Expression.Column(int column)) {
      if (word("by")) {
        List<Integer> others = columns(1);
        if (others.contains(column)) {
          throw wrong("the column gives itself");
        }
        return new Constraint.By(column, others);
      }
      if (take("==") || take("=") || take("~")) {
        boolean nearly = text.charAt(at - 1) == '~';
        requireNumber(column);
        Expression formula = sum();
        requireEnd();
        for (int input : formula.inputs()) {
          if (input == column) {
            throw wrong("the column gives itself");
          }
        }
        return new Constraint.Computed(column, formula, nearly);
      }
    }
    return ascending(first);
  }

  private Constraint ascending(Expression first) {
    List<Expression> numbers = new ArrayList<>(List.of(first));
    List<Boolean> equal = new ArrayList<>();
    boolean descending = false;
    while (true) {
      skip();
      Matcher comparison = COMPARISON.matcher(text).region(at, text.length());
      if (!comparison.lookingAt()) {
        break;
      }
      at = comparison.end();
      String sign = comparison.group();
      boolean greater = sign.startsWith(">") || sign.equals("≥");
      if (!equal.isEmpty() && greater != descending) {
        throw wrong("expected signs of one direction, as in 0 <= a <= 1");
      }
      descending = greater;
      equal.add(sign.length() == 2 || sign.equals("≤") || sign.equals("≥"));
      numbers.add(sum());
    }
    if (equal.isEmpty()) {
      throw wrong(
          "expected <=, <, >=, >, = or ~ after a number, or 'by' after a column; or 'seen' or 'unique' and columns");
    }
    requireEnd();
    if (descending) {
      Collections.reverse(numbers);
      Collections.reverse(equal);
    }
    if (numbers.stream().allMatch(number -> number.inputs().length == 0)) {
      throw wrong("names no column");
    }
    numbers.forEach(number -> {
      for (int column : number.inputs()) {
        requireNumber(column);
      }
    });
    return new Constraint.Ascending(List.copyOf(numbers), List.copyOf(equal));
  }

  private List<Integer> columns(int least) {
    List<Integer> columns = new ArrayList<>();
    do {
      if (!(primary() instanceof Expression.Column(int column))) {
        throw wrong("expected the names of columns, separated by commas");
      }
      if (columns.contains(column)) {
        throw wrong("names column %s twice".formatted(names.shown(column)));
      }
      columns.add(column);
    } while (take(","));
    requireEnd();
    if (columns.size() < least) {
      throw wrong("expected at least %d columns".formatted(least));
    }
    return List.copyOf(columns);
  }

  private Expression sum() {
    if (++depth > DEEPEST) {
      throw wrong("has too many brackets");
    }
    Expression sum = take("-")
        ? new Expression.Operation(new Expression.Constant(-1), '*', product())
        : product();
    while (true) {
      if (take("+")) {
        sum = new Expression.Operation(sum, '+', product());
      } else if (take("-")) {
        sum = new Expression.Operation(sum, '-', product());
      } else {
        depth--;
        return sum;
      }
    }
  }

  private Expression product() {
    Expression product = power();
    while (true) {
      if (take("*")) {
        product = new Expression.Operation(product, '*', power());
      } else if (take("/")) {
        product = new Expression.Operation(product, '/', power());
      } else {
        return product;
      }
    }
  }

  private Expression power() {
    Expression base = primary();
    return take("^") ? new Expression.Operation(base, '^', primary()) : base;
  }

  private Expression primary() {
    skip();
    if (take("(")) {
      Expression inner = sum();
      if (!take(")")) {
        throw wrong("expected )");
      }
      return inner instanceof Expression.Operation(Expression.Constant(double factor), char operator, Expression.Constant(double value))
          && operator == '*' ? new Expression.Constant(factor * value) : inner;
    }
    if (take("#")) {
      Matcher number = Pattern.compile("\\d{1,9}").matcher(text).region(at, text.length());
      if (!number.lookingAt()) {
        throw wrong("expected the number of a column after #");
      }
      at = number.end();
      return new Expression.Column(names.at(Integer.parseInt(number.group()) - 1, place));
    }
    if (take("\"")) {
      return new Expression.Column(names.find(until('"'), place));
    }
    if (take("'")) {
      return literal(until('\''));
    }
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (number.lookingAt()) {
      at = number.end();
      return new Expression.Constant(Double.parseDouble(number.group()));
    }
    Matcher word = WORD.matcher(text).region(at, text.length());
    if (!word.lookingAt()) {
      throw wrong(at >= text.length()
          ? "ends where a number or a column is expected"
          : "expected a number or a column at '%s'".formatted(text.substring(at)));
    }
    at = word.end();
    return new Expression.Column(names.find(word.group(), place));
  }

  private String until(char quote) {
    int end = text.indexOf(quote, at);
    if (end < 0) {
      throw wrong("lacks a closing " + quote);
    }
    String inner = text.substring(at, end);
    at = end + 1;
    return inner;
  }

  /** A date or time in the form of any column. */
  private Expression literal(String value) {
    for (ValueForm form : names.forms()) {
      if (form != null && !(form instanceof ValueForm.Decimal) && !Double.isNaN(form.parse(value))) {
        return new Expression.Constant(form.parse(value));
      }
    }
    throw wrong("'%s' is no date or time as a column has it".formatted(value));
  }

  private void requireNumber(int column) {
    if (names.form(column) == null) {
      throw wrong("column %s has words, expected a number, a date or a time".formatted(names.shown(column)));
    }
  }

  private boolean word(String word) {
    skip();
    Matcher next = WORD.matcher(text).region(at, text.length());
    if (next.lookingAt() && next.group().equals(word)) {
      at = next.end();
      return true;
    }
    return false;
  }

  private boolean take(String sign) {
    skip();
    if (text.startsWith(sign, at)) {
      at += sign.length();
      return true;
    }
    return false;
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private void requireEnd() {
    skip();
    if (at < text.length()) {
      throw wrong("ends before '%s'".formatted(text.substring(at)));
    }
  }

  private InvalidInputException wrong(String why) {
    return new InvalidInputException(place + ": " + why);
  }
}
