package dev.millrace.flow.ode;

import java.util.Arrays;

/**
 * A velocity v(x, t, class). As a {@link VelocityField} it is the velocity for any class.
 *
 * @param <S> the state
 */
public interface ConditionalField<S> extends VelocityField<S> {
  /**
   * {@return all classes in turn: the class of each of some rows, [count]; empty if there are no classes}
   *
   * @param classes number of classes; 0 if there are none
   * @param first number of the first row
   * @param count number of rows
   */
  static int[] inTurn(int classes, int first, int count) {
    int[] labels = new int[classes == 0 ? 0 : count];
    Arrays.setAll(labels, i -> (first + i) % classes);
    return labels;
  }

  /** {@return the number of classes; 0 if there are none} Class number {@code classes} means any class. */
  int classes();

  /**
   * Writes v(x, t, class).
   *
   * @param x the state, not changed
   * @param t the time, the same for all rows
   * @param labels the class of each row, 0 to {@link #classes}
   * @param out receives the velocity, of the shape of x; never x itself
   */
  void velocity(S x, double t, int[] labels, S out);

  /**
   * Writes the velocities of rows for their classes and for any class, both of which guidance needs. An engine may
   * compute them in one pass.
   *
   * @param x a state
   * @param t the time, from 0 to 1
   * @param labels the class of each row
   * @param ofClass receives the velocity for the classes
   * @param ofAny receives the velocity for any class
   */
  default void velocities(S x, double t, int[] labels, S ofClass, S ofAny) {
    velocity(x, t, labels, ofClass);
    int[] any = new int[labels.length];
    Arrays.fill(any, classes());
    velocity(x, t, any, ofAny);
  }

  /**
   * {@return the field of rows of given classes}
   *
   * @param space how states are combined
   * @param labels the class of each row, 0 to {@link #classes}; copied
   * @param guidance w in u + w·(c − u), where c is the velocity for the class and u that for any class (Ho and Salimans
   *     2022); 1 for the plain conditional field
   * @throws dev.millrace.flow.InvalidInputException if there is no such class, or the guidance is not finite
   */
  default RowField<S> of(StateSpace<S> space, int[] labels, double guidance) {
    return new GuidedField<>(this, space, labels, guidance);
  }
}
