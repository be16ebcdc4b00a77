package dev.millrace.flow.data;

import java.util.random.RandomGenerator;

/**
 * The named 2-D distributions. U means uniform and N normal (with its variance). Every point draws its own mode, u and
 * z: first the mode, uniformly, then the other numbers in the order in which the formula has them. Sources:
 * scikit-learn's generators and the toy densities of FFJORD (Grathwohl et al. 2018), with the deviations noted below.
 */
public enum Toy implements Mixture {

  /**
   * Two interleaved half circles, as in scikit-learn: mode 0 is the outer moon (cos θ, sin θ), mode 1 the inner one (1
   * − cos θ, ½ − sin θ), θ ~ U[0, π], plus N(0, 0.05²) on each coordinate. (scikit-learn gives each moon exactly half
   * the points.)
   */
  MOONS("moons",
      "two interleaved half circles: (cos a, sin a) and (1 - cos a, 0.5 - sin a), a ~ U[0, pi], equally often, noise "
          + "0.05",
      2) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      boolean outer = mode == 0;
      double angle = Math.PI * random.nextDouble();
      double cosine = Math.cos(angle);
      double sine = Math.sin(angle);
      out[at] = (float) ((outer ? cosine : 1 - cosine) + 0.05 * random.nextGaussian());
      out[at + 1] = (float) ((outer ? sine : 0.5 - sine) + 0.05 * random.nextGaussian());
    }
  },

  /**
   * Two circles around 0, as in scikit-learn: mode 0 has radius 1, mode 1 radius ½, plus N(0, 0.05²) in each
   * coordinate.
   */
  CIRCLES("circles", "two circles, one in the other: radii 1 and 0.5, equally often, noise 0.05", 2) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      circle(random, mode == 0 ? 1 : 0.5, 0.05, out, at);
    }
  },

  /**
   * Eight Gaussians on a circle, as in FFJORD: mode k has its centre at angle kπ/4 and radius 4/√2, standard deviation
   * 0.5/√2. (FFJORD writes 1.414 for √2.)
   */
  EIGHT_GAUSSIANS("8gaussians",
      "8 round clusters on a circle: Gaussians at angles k pi/4, radius 4/sqrt(2), std 0.5/sqrt(2)", 8) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      new GaussianRing(8, 4 / Math.sqrt(2), 0.5 / Math.sqrt(2)).point(random, mode, out, at);
    }
  },

  /**
   * 25 Gaussians on the grid {−2, −1, 0, 1, 2}², standard deviation 0.05; the centre of mode k is (⌊k/5⌋ − 2, k mod 5 −
   * 2). (The GAN literature often has twice the spacing at the same width.)
   */
  TWENTY_FIVE_GAUSSIANS("25gaussians", "25 small clusters on a square grid: Gaussians at {-2, -1, 0, 1, 2}^2, std 0.05",
      25) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      out[at] = (float) (mode / 5 - 2 + 0.05 * random.nextGaussian());
      out[at + 1] = (float) (mode % 5 - 2 + 0.05 * random.nextGaussian());
    }
  },

  /**
   * Eight squares of side 2 of a chess board on [−4, 4]², uniformly filled, as in FFJORD: those whose column and row
   * numbers ⌊x/2⌋ and ⌊y/2⌋ have an even sum. The modes are numbered column by column from the left, the lower square
   * of a column first. There is no noise.
   */
  CHECKERBOARD("checkerboard",
      "the 8 dark squares of a chess board: side 2, on [-4, 4]^2, those with floor(x/2) + floor(y/2) even, uniform, "
          + "no noise",
      8) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      int column = mode / 2 - 2;
      // A column's two dark squares: rows −2 and 0 in an even column, −1 and 1 in an odd one.
      int row = 2 * (mode % 2) - 2 + Math.floorMod(column, 2);
      out[at] = (float) (2 * (column + random.nextDouble()));
      out[at + 1] = (float) (2 * (row + random.nextDouble()));
    }
  },

  /**
   * Two spirals of one and a half turns, as in FFJORD: r = 3π√u (540°), ±(−r·cos r + U[0, ½), r·sin r + U[0, ½))/3,
   * plus N(0, 0.1²) on each coordinate; mode 0 has the sign +.
   */
  SPIRALS("spirals",
      "two spirals that turn around each other: +-(-r cos r + U[0, 0.5), r sin r + U[0, 0.5))/3, r = 3 pi sqrt(u), noise 0.1",
      2) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      double arm = mode == 0 ? 1.0 / 3 : -1.0 / 3;
      double r = 3 * Math.PI * Math.sqrt(random.nextDouble());
      double x = -r * Math.cos(r) + 0.5 * random.nextDouble();
      double y = r * Math.sin(r) + 0.5 * random.nextDouble();
      out[at] = (float) (arm * x + 0.1 * random.nextGaussian());
      out[at + 1] = (float) (arm * y + 0.1 * random.nextGaussian());
    }
  },

  /** A rolled-up strip seen from the side, as in FFJORD: s = 1.5π(1 + 2u), ((s·cos s, s·sin s) + N(0, 1))/5. */
  SWISS_ROLL("swissroll",
      "one spiral, a rolled-up strip seen from the side: (s cos s, s sin s)/5, s = 1.5 pi (1 + 2u), noise 0.2", 1) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      double s = 1.5 * Math.PI * (1 + 2 * random.nextDouble());
      out[at] = (float) ((s * Math.cos(s) + random.nextGaussian()) / 5);
      out[at + 1] = (float) ((s * Math.sin(s) + random.nextGaussian()) / 5);
    }
  },

  /**
   * An S seen from the side, as in scikit-learn: s = 3π(u − ½), (sin s, sign(s)·(cos s − 1)), plus N(0, 0.05²) on each
   * coordinate.
   */
  S_CURVE("scurve", "the letter S: (sin s, sign(s)(cos s - 1)), s = 3 pi (u - 0.5), noise 0.05", 1) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      double s = 3 * Math.PI * (random.nextDouble() - 0.5);
      out[at] = (float) (Math.sin(s) + 0.05 * random.nextGaussian());
      out[at + 1] = (float) (Math.signum(s) * (Math.cos(s) - 1) + 0.05 * random.nextGaussian());
    }
  },

  /**
   * Five bent arms, as in FFJORD: r = 1 + 0.3·z1 along an arm, q = 0.1·z2 across it, with mode k turned clockwise by a
   * = 2πk/5 + 0.25·e^r: 2·(r·cos a + q·sin a, −r·sin a + q·cos a).
   */
  PINWHEEL("pinwheel",
      "5 bent arms of a pinwheel: (r, q) = (1 + 0.3 z1, 0.1 z2) turned clockwise by 2 pi k/5 + 0.25 e^r, times 2", 5) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      double r = 1 + 0.3 * random.nextGaussian();
      double q = 0.1 * random.nextGaussian();
      double angle = 2 * Math.PI / 5 * mode + 0.25 * Math.exp(r);
      double cosine = Math.cos(angle);
      double sine = Math.sin(angle);
      out[at] = (float) (2 * (r * cosine + q * sine));
      out[at + 1] = (float) (2 * (q * cosine - r * sine));
    }
  },

  /**
   * Four circles around 0, as in FFJORD: mode k has radius 0.75·(k + 1), plus N(0, 0.08²) in each coordinate. All
   * circles have equally many points, so the inner ones are denser.
   */
  RINGS("rings", "4 circles around one centre: radii 0.75, 1.5, 2.25 and 3, equally often, noise 0.08", 4) {
    @Override
    public void point(RandomGenerator random, int mode, float[] out, int at) {
      circle(random, 0.75 * (mode + 1), 0.08, out, at);
    }
  };

  private final String label;
  private final String description;
  private final int modes;

  Toy(String label, String description, int modes) {
    this.label = label;
    this.description = description;
    this.modes = modes;
  }

  /** {@return the name on the command line, such as {@code 8gaussians}} */
  public String label() {
    return label;
  }

  /**
   * {@return one line with the formula and every constant, in ASCII for any terminal; u is uniform on [0, 1), z is
   * standard normal}
   */
  public String description() {
    return description;
  }

  /** Always 2. */
  @Override
  public int dim() {
    return 2;
  }

  /** The number of modes: 1 for swissroll and scurve. */
  @Override
  public int classes() {
    return modes;
  }

  /** Draws a point on a circle around 0, with noise. */
  private static void circle(RandomGenerator random, double radius, double noise, float[] out, int at) {
    double angle = 2 * Math.PI * random.nextDouble();
    out[at] = (float) (radius * Math.cos(angle) + noise * random.nextGaussian());
    out[at + 1] = (float) (radius * Math.sin(angle) + noise * random.nextGaussian());
  }
}
