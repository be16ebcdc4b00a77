package dev.millrace.tables.encode;

/** The standard normal distribution: its distribution function and quantiles. */
@SuppressWarnings("FloatingPointLiteralPrecision") // as they are published
public final class Normal {
  /** Beyond this the quantile's central form does not hold. */
  private static final double CENTRAL = 0.425;
  private static final double SPLIT = 5;
  private static final double TAIL = 7.071067811865475;

  private static final double[] CENTRE_ABOVE = {2509.0809287301227, 33430.57558358813,
      67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513,
      133.14166789178438, 3.3871328727963665};
  private static final double[] CENTRE_BELOW = {5226.495278852854, 28729.085735721943,
      39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579,
      42.31333070160091, 1};
  private static final double[] NEAR_ABOVE = {0.0007745450142783414, 0.022723844989269184,
      0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
      4.630337846156546, 1.4234371107496835};
  private static final double[] NEAR_BELOW = {1.0507500716444169e-9, 0.0005475938084995345,
      0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
      2.053191626637759, 1};
  private static final double[] FAR_ABOVE = {2.0103343992922881e-7, 2.7115555687434876e-5,
      0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
      5.463784911164114, 6.657904643501103};
  private static final double[] FAR_BELOW = {2.0442631033899397e-15, 1.421511758316446e-7,
      1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
      0.599832206555888, 1};

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
        double a = ((((((0.0352624965998911 * x + 0.700383064443688) * x + 6.37396220353165) * x
            + 33.912866078383) * x + 112.079291497871) * x + 221.213596169931) * x + 220.206867912376);
        double b = (((((((0.0883883476483184 * x + 1.75566716318264) * x + 16.064177579207) * x
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
