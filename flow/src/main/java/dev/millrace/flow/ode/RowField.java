package dev.millrace.flow.ode;

/**
 * A velocity that may differ from row to row, because each row has a class or other conditions of its own. Samplers
 * divide rows into groups and ask for the field of each group. A {@link VelocityField} is the case in which it is the
 * same for all rows.
 *
 * @param <S> the state
 */
public interface RowField<S> {
  /**
   * {@return the field of some rows} It is used by one thread at a time.
   *
   * @param from number of the first row
   * @param count number of rows; a state that the field is evaluated at has as many
   */
  VelocityField<S> rows(int from, int count);

  /**
   * {@return the same field, which runs a check before each evaluation} If the check throws an exception, the solver
   * ends with it between two evaluations, so that a long solution can be cancelled.
   *
   * @param check is run by all threads that evaluate the field
   */
  default RowField<S> checking(Runnable check) {
    return (from, count) -> {
      VelocityField<S> field = rows(from, count);
      return (x, t, out) -> {
        check.run();
        field.velocity(x, t, out);
      };
    };
  }
}
