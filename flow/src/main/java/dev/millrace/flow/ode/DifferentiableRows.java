package dev.millrace.flow.ode;

/**
 * A velocity that may differ from row to row, and can be differentiated.
 *
 * @param <S> the state
 */
public interface DifferentiableRows<S> extends RowField<S> {
  @Override
  DifferentiableField<S> rows(int from, int count);
}
