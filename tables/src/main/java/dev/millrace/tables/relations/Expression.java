package dev.millrace.tables.relations;

import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A number that is computed from the numbers of a row. Columns are counted as in the table. */
public sealed interface Expression {
  /**
   * {@return the value in a row; NaN where a number is missing}
   *
   * @param columns the numbers, column by column
   * @param row the row
   */
  double value(double[][] columns, int row);

  /**
   * Names the columns that are read.
   *
   * @param each hears of each column, as often as it appears
   */
  void columns(IntConsumer each);

  /**
   * {@return the text, with brackets where they are needed}
   *
   * @param name gives the name of a column
   * @param binding how strongly the part binds in which the text will stand; 0 if it stands alone
   */
  String text(IntFunction<String> name, int binding);

  /** {@return the columns in the order in which they appear} */
  default int[] inputs() {
    IntStream.Builder inputs = IntStream.builder();
    columns(inputs::add);
    return inputs.build().distinct().toArray();
  }

  /**
   * A constant.
   *
   * @param value its value
   */
  record Constant(double value) implements Expression {
    @Override
    public double value(double[][] columns, int row) {
      return value;
    }

    @Override
    public void columns(IntConsumer each) {
      // A constant takes none.
    }

    @Override
    public String text(IntFunction<String> name, int binding) {
      return value < 0 && binding > 0 ? "(" + Digits.number(value) + ")" : Digits.number(value);
    }
  }

  /**
   * The number of a column.
   *
   * @param index the column
   */
  record Column(int index) implements Expression {
    @Override
    public double value(double[][] columns, int row) {
      return columns[index][row];
    }

    @Override
    public void columns(IntConsumer each) {
      each.accept(index);
    }

    @Override
    public String text(IntFunction<String> name, int binding) {
      return name.apply(index);
    }
  }

  /**
   * Two numbers and what is done with them.
   *
   * @param left the first number
   * @param operator one of + - * / ^
   * @param right the second number
   */
  record Operation(Expression left, char operator, Expression right) implements Expression {
    @Override
    public double value(double[][] columns, int row) {
      double a = left.value(columns, row);
      double b = right.value(columns, row);
      return switch (operator) {
        case '+' -> a + b;
        case '-' -> a - b;
        case '*' -> a * b;
        case '/' -> a / b;
        default -> b == 1 ? a : Math.pow(a, b);
      };
    }

    @Override
    public void columns(IntConsumer each) {
      left.columns(each);
      right.columns(each);
    }

    @Override
    public String text(IntFunction<String> name, int binding) {
      int own = binding(operator);
      String text = left.text(name, operator == '^' ? own + 1 : own) + (operator == '^' ? "^" : " " + operator + " ")
          + right.text(name, own + 1);
      return own < binding ? "(" + text + ")" : text;
    }

    private static int binding(char operator) {
      return operator == '+' || operator == '-' ? 1 : operator == '^' ? 5 : 3;
    }
  }
}
