package dev.millrace.flow.data;

import java.util.List;
import java.util.Optional;

/**
 * A distribution on which a published table was measured, with the constants of its authors' programs.
 *
 * @param label the name on the command line
 * @param description one line with the form and every constant, in plain ASCII
 * @param distribution the distribution itself
 */
public record Published(String label, String description, Distribution distribution) {
  private static final List<Published> ALL = List.of(
      new Published("sf2m-8gaussians", "8 Gaussians at angles k pi/4 on a circle of radius 5, std 1 (Tong et al. 2023)",
          new GaussianRing(8, 5, 1)),
      new Published("sf2m-moons", "moons, times 2, moved by (-1, 0) (Tong et al. 2023)",
          new Affine(Toy.MOONS, new double[]{2, 2}, new double[]{-1, 0})),
      new Published("sf2m-scurve", "scurve, times 1.5 (Tong et al. 2023)",
          new Affine(Toy.S_CURVE, new double[]{1.5, 1.5}, new double[]{0, 0})));

  /** {@return all such distributions} */
  public static List<Published> all() {
    return ALL;
  }

  /**
   * Finds a distribution by its exact name.
   *
   * @param name the name of a distribution
   * @return the distribution; empty if there is none of this name
   */
  public static Optional<Distribution> named(String name) {
    return ALL.stream().filter(published -> published.label.equals(name)).map(Published::distribution).findFirst();
  }
}
