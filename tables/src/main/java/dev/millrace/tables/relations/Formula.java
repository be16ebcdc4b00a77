package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** A formula that is looked for: what is found becomes an {@link Expression}. */
sealed interface Formula {
  /** The numbers of the columns that it takes. */
  int[] inputs();

  /** The value in a row; not finite where there is none. */
  double value(double[][] columns, int row);

  /** The same as an expression. */
  Expression expression();

  /** offset + Σ factors·inputs. */
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
    public Expression expression() {
      // Parts that are added come first.
      Expression sum = null;
      for (int sign : new int[]{1, -1}) {
        for (int i = 0; i < inputs.length; i++) {
          if (Math.signum(factors[i]) == sign) {
            double size = Math.abs(factors[i]);
            Expression column = new Expression.Column(inputs[i]);
            Expression part = size == 1 ? column : times(new Expression.Constant(size), column);
            sum = sum == null
                ? sign > 0 ? part : times(new Expression.Constant(factors[i]), column)
                : new Expression.Operation(sum, sign > 0 ? '+' : '-', part);
          }
        }
      }
      Expression constant = new Expression.Constant(Math.abs(offset));
      return sum == null
          ? new Expression.Constant(offset)
          : offset == 0 ? sum : new Expression.Operation(sum, offset > 0 ? '+' : '-', constant);
    }
  }

  private static Expression times(Expression a, Expression b) {
    return new Expression.Operation(a, '*', b);
  }

  /** A column, or the sum (sign 1) or the difference (sign −1) of two, to a power; second is −1 for one column. */
  record Factor(int first, int second, int sign, double power) {
    double base(double[][] columns, int row) {
      return second < 0 ? columns[first][row] : columns[first][row] + sign * columns[second][row];
    }

    private Expression expression(double size) {
      Expression base = new Expression.Column(first);
      if (second >= 0) {
        base = new Expression.Operation(base, sign > 0 ? '+' : '-', new Expression.Column(second));
      }
      return size == 1 ? base : new Expression.Operation(base, '^', Digits.power(size));
    }
  }

  /** factor·Π base^power. */
  record Product(double factor, List<Factor> factors) implements Formula {
    public Product {
      factors = List.copyOf(factors);
    }

    @Override
    public int[] inputs() {
      return expression().inputs();
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
    public Expression expression() {
      List<Expression> above = new ArrayList<>();
      if (factor != 1 || factors.stream().noneMatch(f -> f.power > 0)) {
        above.add(new Expression.Constant(factor));
      }
      factors.stream().filter(f -> f.power > 0).forEach(f -> above.add(f.expression(f.power)));
      Expression product = joined(above);
      List<Expression> below = factors.stream().filter(f -> f.power < 0).map(f -> f.expression(-f.power)).toList();
      return below.isEmpty() ? product : new Expression.Operation(product, '/', joined(below));
    }

    private static Expression joined(List<Expression> parts) {
      @Nullable
      Expression product = null;
      for (Expression part : parts) {
        product = product == null ? part : times(product, part);
      }
      return product == null ? new Expression.Constant(1) : product;
    }
  }
}
