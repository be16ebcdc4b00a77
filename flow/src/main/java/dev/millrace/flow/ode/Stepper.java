package dev.millrace.flow.ode;

import java.util.ArrayList;
import java.util.List;

/** The slopes of one Runge–Kutta step and their sum, shared by fixed-step and adaptive solvers. */
final class Stepper<S> {
  private final VelocityField<S> field;
  private final StateSpace<S> space;
  private final double[][] stages;
  private final double[] times;
  private final double[] weights;
  private final S inner;
  /** One per stage, and one for the slope at the end of the step. */
  final List<S> slopes = new ArrayList<>();
  private int nfe;

  Stepper(Tableau tableau, VelocityField<S> field, StateSpace<S> space, S like) {
    this.field = field;
    this.space = space;
    this.stages = tableau.stages().stream().map(Stepper::array).toArray(double[][]::new);
    this.times = tableau.times();
    this.weights = array(tableau.weights());
    this.inner = space.allocate(like);
    for (int i = 0; i <= stages.length; i++) {
      slopes.add(space.allocate(like));
    }
  }

  static double[] array(List<Double> coefficients) {
    return coefficients.stream().mapToDouble(a -> a).toArray();
  }

  static double[] scaled(double[] coefficients, double h) {
    double[] scaled = new double[coefficients.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = coefficients[i] * h;
    }
    return scaled;
  }

  int nfe() {
    return nfe;
  }

  void slope(int i, S x, double t) {
    field.velocity(x, t, slopes.get(i));
    nfe++;
  }

  /** Computes a step from x at t, where slope 0 is known already, to out at {@code end}; out may be x. */
  void step(S x, double t, double end, S out) {
    double h = end - t;
    for (int i = 1; i < stages.length; i++) {
      space.combine(inner, x, scaled(stages[i], h), slopes);
      slope(i, inner, times[i] == 1 ? end : t + times[i] * h);
    }
    space.combine(out, x, scaled(weights, h), slopes);
  }

  /** Uses the slope at the end of the last step as the first slope of the next one. */
  void reuseLast() {
    S first = slopes.getFirst();
    slopes.set(0, slopes.getLast());
    slopes.set(stages.length, first);
  }
}
