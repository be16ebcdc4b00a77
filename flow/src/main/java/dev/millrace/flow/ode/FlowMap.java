package dev.millrace.flow.ode;

/**
 * A flow map by its average velocity u(x, s, h): x + h·u(x, s, h) is where the flow carries x from the time s to s + h, in
 * one evaluation. A step of length 0 has the velocity itself, u(x, s, 0) = v(x, s): that is the diagonal.
 *
 * @param <S> the state
 */
public interface FlowMap<S> {
  /** The greatest weight of guidance that a network learns, if it is told the weight. */
  double MOST_GUIDANCE = 8;

  /**
   * {@return the weight of guidance as a network is told it, log w / log 8: 0 to 1}
   *
   * @param guidance w, 1 to {@link #MOST_GUIDANCE}
   */
  static double guidanceInput(double guidance) {
    return Math.log(guidance) / Math.log(MOST_GUIDANCE);
  }

  /**
   * {@return the weight of guidance that a network is told as a number}
   *
   * @param input the number, 0 to 1
   */
  static double guidance(double input) {
    return Math.pow(MOST_GUIDANCE, input);
  }

  /** {@return the number of classes; 0 if there are none} Class number {@code classes} means any class. */
  int classes();

  /**
   * Writes u(x, s, h | class).
   *
   * @param x the state, not changed
   * @param s the time at which the step begins, the same for all rows
   * @param h the length of the step, 0 to 1 − s
   * @param labels the class of each row, 0 to {@link #classes}; empty for any class for all
   * @param out receives the average velocity, of the shape of x; never x itself
   */
  void average(S x, double s, double h, int[] labels, S out);

  /**
   * The flow map as a field for {@link Tableau#EULER} on a grid: at the time of each step it has the average velocity of
   * that step. Euler's steps x + h·u are then the maps, at one evaluation each.
   *
   * @param grid the times of the steps, ascending
   * @return the field; it throws an {@link IllegalArgumentException} at a time at which no step of the grid begins
   */
  default ConditionalField<S> along(TimeGrid grid) {
    return new MapField<>(this, grid);
  }
}
