package dev.millrace.flow.ode;

import dev.millrace.flow.InvalidInputException;

/** The weight w of guidance, u + w·(c − u) (Ho and Salimans 2022). */
public final class Guidance {
  private Guidance() {
  }

  /**
   * {@return the weight, checked}
   *
   * @param name what a message calls it, such as {@code `guidance`}
   * @param weight w; as velocities are 32-bit floats, it must be finite as one
   * @throws InvalidInputException if it is not
   */
  public static double require(String name, double weight) {
    if (!Float.isFinite((float) weight)) {
      throw new InvalidInputException("%s %s: expected a finite number%s".formatted(name, weight,
          Double.isFinite(weight) ? " within the range of a 32-bit float" : ""));
    }
    return weight;
  }
}
