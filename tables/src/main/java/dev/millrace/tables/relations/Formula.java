package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** A number that is computed from numbers of the same row. Columns are counted as in the table. */
public sealed interface Formula {
  /** {@return the numbers of the columns that it takes} */
  int[] inputs();

  /**
   * {@return the value in a row; NaN where a number is missing, and not finite where there is none}
   *
   * @param columns the values of each column, [columns][rows]; only those of the inputs are read
   * @param row from 0
   */
  double value(double[][] columns, int row);

  /**
   * {@return the formula for people}
   *
   * @param name gives the name of a column
   */
  String text(IntFunction<String> name);

  /**
   * offset + Σ factors·inputs.
   *
   * @param offset the constant
   * @param inputs the numbers of the columns
   * @param factors one for each
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sum(double offset, int[] inputs, double[] factors) implements Formula {
    @Override
    public double value(double[][] columns, int row) {
      double sum = offset;
      for (int i = 0; i < inputs.length; i++) {
        sum += factors[i] * columns[inputs[i]][row];
      }
      return sum;
    }

    @Override
    public String text(IntFunction<String> name) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < inputs.length; i++) {
        double factor = factors[i];
        text.append(i == 0 ? factor < 0 ? "−" : "" : factor < 0 ? " − " : " + ");
        text.append(Math.abs(factor) == 1 ? "" : Digits.number(Math.abs(factor)) + "·").append(name.apply(inputs[i]));
      }
      if (offset != 0) {
        text.append(offset < 0 ? " − " : " + ").append(Digits.number(Math.abs(offset)));
      }
      return text.toString();
    }
  }

  /**
   * A column, or the sum or the difference of two, to a power.
   *
   * @param first the number of the first column
   * @param second the number of the second; −1 for none
   * @param sign 1 for the sum, −1 for the difference
   * @param power the power
   */
  record Factor(int first, int second, int sign, double power) {
    double base(double[][] columns, int row) {
      return second < 0 ? columns[first][row] : columns[first][row] + sign * columns[second][row];
    }

    private String text(IntFunction<String> name) {
      String base = second < 0
          ? name.apply(first)
          : "(%s %s %s)".formatted(name.apply(first), sign < 0 ? "−" : "+", name.apply(second));
      double size = Math.abs(power);
      return size == 1 ? base : base + "^" + Digits.power(size);
    }
  }

  /**
   * factor·Π base^power.
   *
   * @param factor the constant
   * @param factors what is multiplied
   */
  record Product(double factor, List<Factor> factors) implements Formula {
    /** Copies the list. */
    public Product {
      factors = List.copyOf(factors);
    }

    @Override
    public int[] inputs() {
      return factors.stream().flatMapToInt(f -> f.second < 0 ? IntStream.of(f.first) : IntStream.of(f.first, f.second))
          .distinct().toArray();
    }

    @Override
    public double value(double[][] columns, int row) {
      double product = factor;
      for (Factor f : factors) {
        double base = f.base(columns, row);
        product *= f.power == 1 ? base : f.power == -1 ? 1 / base : Math.pow(base, f.power);
      }
      return product;
    }

    @Override
    public String text(IntFunction<String> name) {
      List<String> above = new ArrayList<>();
      if (factor != 1) {
        above.add(Digits.number(factor));
      }
      factors.stream().filter(f -> f.power > 0).forEach(f -> above.add(f.text(name)));
      List<String> below = factors.stream().filter(f -> f.power < 0).map(f -> f.text(name)).toList();
      return (above.isEmpty() ? "1" : String.join("·", above)) + (below.isEmpty()
          ? ""
          : "/" + (below.size() == 1 ? below.getFirst() : "(" + String.join("·", below) + ")"));
    }
  }
}
