package dev.millrace.flow.path;

/**
 * Expresses one prediction as a linear function of the state and another prediction: onState·x_t + onValue·value. A
 * term whose factor is 0 is omitted, even if the number it would multiply is not finite.
 *
 * @param onState factor of the state x_t, finite
 * @param onValue factor of the known prediction, finite
 */
public record Conversion(double onState, double onValue) {

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if a factor is not finite
   */
  public Conversion {
    if (!Double.isFinite(onState) || !Double.isFinite(onValue)) {
      throw new IllegalArgumentException("factors %s and %s must be finite".formatted(onState, onValue));
    }
  }

  /**
   * Converts element by element.
   *
   * @param state x_t, any shape
   * @param value the known prediction, the same number of elements as {@code state}
   * @param out receives the wanted prediction, the same number of elements; may be {@code state} or {@code value}
   *     itself
   * @throws IllegalArgumentException if the lengths differ
   */
  public void apply(float[] state, float[] value, float[] out) {
    if (value.length != state.length || out.length != state.length) {
      throw new IllegalArgumentException(
          "lengths differ: state %d, value %d, out %d".formatted(state.length, value.length, out.length));
    }
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) ((onState == 0 ? 0 : onState * state[i]) + (onValue == 0 ? 0 : onValue * value[i]));
    }
  }
}
