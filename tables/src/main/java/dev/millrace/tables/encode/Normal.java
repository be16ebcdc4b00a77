package dev.millrace.tables.encode;

/** The standard normal distribution: its distribution function and quantiles. */
@SuppressWarnings("FloatingPointLiteralPrecision") // as they are published
public final class Normal {
  /** Beyond this the quantile's central form does not hold. */
  private static final double CENTRAL = 0.425;
  private static final double SPLIT = 5;
  private static final double TAIL = 7.071067811865475;

  private static final double[] CENTRE_ABOVE = {2.5090809287301226727e3, 3.3430575583588128105e4,
      6.7265770927008700853e4, 4.5921953931549871457e4, 1.3731693765509461125e4, 1.9715909503065514427e3,
      1.3314166789178437745e2, 3.3871328727963666080e0};
  private static final double[] CENTRE_BELOW = {5.2264952788528545610e3, 2.8729085735721942674e4,
      3.9307895800092710610e4, 2.1213794301586595867e4, 5.3941960214247511077e3, 6.8718700749205790830e2,
      4.2313330701600911252e1, 1};
  private static final double[] NEAR_ABOVE = {7.74545014278341407640e-4, 2.27238449892691845833e-2,
      2.41780725177450611770e-1, 1.27045825245236838258e0, 3.64784832476320460504e0, 5.76949722146069140550e0,
      4.63033784615654529590e0, 1.42343711074968357734e0};
  private static final double[] NEAR_BELOW = {1.05075007164441684324e-9, 5.47593808499534494600e-4,
      1.51986665636164571966e-2, 1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940e0,
      2.05319162663775882187e0, 1};
  private static final double[] FAR_ABOVE = {2.01033439929228813265e-7, 2.71155556874348757815e-5,
      1.24266094738807843860e-3, 2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580e0,
      5.46378491116411436990e0, 6.65790464350110377720e0};
  private static final double[] FAR_BELOW = {2.04426310338993978564e-15, 1.42151175831644588870e-7,
      1.84631831751005468180e-5, 7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1,
      5.99832206555887937690e-1, 1};

  private Normal() {
  }

  /**
   * {@return the z with Φ(z) = p, to 16 digits (Wichura 1988, algorithm AS 241)}
   *
   * @param p in (0, 1)
   */
  public static double quantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= CENTRAL) {
      double r = CENTRAL * CENTRAL - q * q;
      return q * ratio(CENTRE_ABOVE, CENTRE_BELOW, r);
    }
    double r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p));
    double z = r <= SPLIT
        ? ratio(NEAR_ABOVE, NEAR_BELOW, r - 1.6)
        : ratio(FAR_ABOVE, FAR_BELOW, r - SPLIT);
    return q < 0 ? -z : z;
  }

  private static double ratio(double[] above, double[] below, double x) {
    double a = above[0];
    double b = below[0];
    for (int i = 1; i < above.length; i++) {
      a = a * x + above[i];
      b = b * x + below[i];
    }
    return a / b;
  }

  /**
   * {@return Φ(z), the share of the standard normal distribution below z, to 15 digits (Hart 1968, algorithm 5666)}
   *
   * @param z any number
   */
  public static double share(double z) {
    double x = Math.abs(z);
    double tail;
    if (x > 37) {
      tail = 0;
    } else {
      double e = Math.exp(-0.5 * x * x);
      if (x < TAIL) {
        double a = ((((((3.52624965998911e-02 * x + 0.700383064443688) * x + 6.37396220353165) * x
            + 33.912866078383) * x + 112.079291497871) * x + 221.213596169931) * x + 220.206867912376);
        double b = (((((((8.83883476483184e-02 * x + 1.75566716318264) * x + 16.064177579207) * x
            + 86.7807322029461) * x + 296.564248779674) * x + 637.333633378831) * x + 793.826512519948) * x
            + 440.413735824752);
        tail = e * a / b;
      } else {
        double b = x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))));
        tail = e / b / 2.506628274631;
      }
    }
    return z > 0 ? 1 - tail : tail;
  }
}
