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
}
