package dev.millrace.flow.ode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The DETEST problems over [0, 20]: Hull, Enright, Fellen and Sedgwick, "Comparing numerical methods for ordinary differential
 * equations", 1972. C3_diffrax is C3 with the −2 of its last row left out, a slip that another library's tests have.
 *
 * @param name class and number
 * @param field the equations, those of higher order written as systems
 * @param start the state at t = 0
 */
record Detest(String name, VelocityField<double[]> field, double... start) {
  static final double END = 20;
  private static final double[] MASSES = {0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449,
      0.00000277777777778};
  private static final double SUN = 1.00000597682;
  private static final double GRAVITY = 2.95912208286;
  private static final Map<String, double[]> TRUTH = truth();

  @Override
  public String toString() {
    return name;
  }

  /** The state at t = 20. */
  double[] truth20() {
    return Objects.requireNonNull(TRUTH.get(name));
  }

  private static Map<String, double[]> truth() {
    try (InputStream in = Objects.requireNonNull(Detest.class.getResourceAsStream("detest-t20.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).map(line -> line.split(" ", -1)).collect(
          Collectors.toMap(words -> words[0],
              words -> Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Detest> all() {
    return List.of(
        new Detest("A1", (y, _, d) -> d[0] = -y[0], 1),
        new Detest("A2", (y, _, d) -> d[0] = -y[0] * y[0] * y[0] / 2, 1),
        new Detest("A3", (y, t, d) -> d[0] = y[0] * Math.cos(t), 1),
        new Detest("A4", (y, _, d) -> d[0] = y[0] / 4 * (1 - y[0] / 20), 1),
        new Detest("A5", (y, t, d) -> d[0] = (y[0] - t) / (y[0] + t), 4),
        new Detest("B1", (y, _, d) -> {
          d[0] = 2 * (y[0] - y[0] * y[1]);
          d[1] = -(y[1] - y[0] * y[1]);
        }, 1, 3),
        new Detest("B2", (y, _, d) -> {
          d[0] = -y[0] + y[1];
          d[1] = y[0] - 2 * y[1] + y[2];
          d[2] = y[1] - y[2];
        }, 2, 0, 1),
        new Detest("B3", (y, _, d) -> {
          d[0] = -y[0];
          d[1] = y[0] - y[1] * y[1];
          d[2] = y[1] * y[1];
        }, 1, 0, 0),
        new Detest("B4", (y, _, d) -> {
          double r = Math.hypot(y[0], y[1]);
          d[0] = -y[1] - y[0] * y[2] / r;
          d[1] = y[0] - y[1] * y[2] / r;
          d[2] = y[0] / r;
        }, 3, 0, 0),
        new Detest("B5", (y, _, d) -> {
          d[0] = y[1] * y[2];
          d[1] = -y[0] * y[2];
          d[2] = -0.51 * y[0] * y[1];
        }, 0, 1, 1),
        new Detest("C1", (y, _, d) -> decay(y, d, false), first(10)),
        new Detest("C2", (y, _, d) -> decay(y, d, true), first(10)),
        new Detest("C3_hull", (y, _, d) -> diffuse(y, d), first(10)),
        new Detest("C3_diffrax", (y, _, d) -> {
          diffuse(y, d);
          d[9] += 2 * y[9];
        }, first(10)),
        new Detest("C4_hull", (y, _, d) -> diffuse(y, d), first(51)),
        new Detest("C5", (y, _, d) -> planets(y, d),
            3.42947415189, 6.64145542550, 11.2630437207, -30.1552268759, -21.1238353380,
            3.35386959711, 5.97156957878, 14.6952576794, 1.65699966404, 28.4465098142,
            1.35494901715, 2.18231499728, 6.27960525067, 1.43785752721, 15.3882659679,
            -0.557160570446, -0.415570776342, -0.325325669158, -0.0240476254170, -0.176860753121,
            0.505696783289, 0.365682722812, 0.189706021964, -0.287659532608, -0.216393453025,
            0.230578543901, 0.169143213293, 0.0877265322780, -0.117219543175, -0.0148647893090),
        orbit("D1", 0.1), orbit("D2", 0.3), orbit("D3", 0.5), orbit("D4", 0.7), orbit("D5", 0.9),
        new Detest("E1", (y, t, d) -> {
          d[0] = y[1];
          d[1] = -(y[1] / (t + 1) + (1 - 0.25 / ((t + 1) * (t + 1))) * y[0]);
        }, 0.6713967071418030, 0.09540051444747447),
        new Detest("E2", (y, _, d) -> {
          d[0] = y[1];
          d[1] = (1 - y[0] * y[0]) * y[1] - y[0];
        }, 2, 0),
        new Detest("E3", (y, t, d) -> {
          d[0] = y[1];
          d[1] = y[0] * y[0] * y[0] / 6 - y[0] + 2 * Math.sin(2.78535 * t);
        }, 0, 0),
        new Detest("E4", (y, _, d) -> {
          d[0] = y[1];
          d[1] = 0.032 - 0.4 * y[1] * y[1];
        }, 30, 0),
        new Detest("E5", (y, t, d) -> {
          d[0] = y[1];
          d[1] = Math.sqrt(1 + y[1] * y[1]) / (25 - t);
        }, 0, 0));
  }

  private static double[] first(int length) {
    double[] start = new double[length];
    start[0] = 1;
    return start;
  }

  /** A chain of decays, all at rate 1, or the i-th at rate i. */
  private static void decay(double[] y, double[] d, boolean faster) {
    Arrays.fill(d, 0);
    for (int i = 0; i < y.length - 1; i++) {
      double rate = (faster ? i + 1 : 1) * y[i];
      d[i] -= rate;
      d[i + 1] += rate;
    }
  }

  private static void diffuse(double[] y, double[] d) {
    for (int i = 0; i < y.length; i++) {
      d[i] = (i > 0 ? y[i - 1] : 0) - 2 * y[i] + (i < y.length - 1 ? y[i + 1] : 0);
    }
  }

  /** Five outer planets around the sun; coordinate i of body j is y[5i + j], then their velocities. */
  private static void planets(double[] y, double[] d) {
    System.arraycopy(y, 15, d, 0, 15);
    double[] cubes = new double[5];
    for (int j = 0; j < 5; j++) {
      cubes[j] = Math.pow(y[j] * y[j] + y[5 + j] * y[5 + j] + y[10 + j] * y[10 + j], 1.5);
    }
    for (int j = 0; j < 5; j++) {
      for (int i = 0; i < 3; i++) {
        d[15 + 5 * i + j] = -GRAVITY * (SUN + MASSES[j]) * y[5 * i + j] / cubes[j];
      }
      for (int k = 0; k < 5; k++) {
        if (k != j) {
          double distance = distance(y, j, k);
          for (int i = 0; i < 3; i++) {
            d[15 + 5 * i + j] += GRAVITY * MASSES[k]
                * ((y[5 * i + k] - y[5 * i + j]) / (distance * distance * distance) - y[5 * i + k] / cubes[k]);
          }
        }
      }
    }
  }

  private static double distance(double[] y, int j, int k) {
    return Math.sqrt(IntStream.range(0, 3).mapToDouble(i -> y[5 * i + k] - y[5 * i + j]).map(a -> a * a).sum());
  }

  private static Detest orbit(String name, double eccentricity) {
    return new Detest(name, (y, _, d) -> {
      double cube = Math.pow(y[0] * y[0] + y[1] * y[1], 1.5);
      d[0] = y[2];
      d[1] = y[3];
      d[2] = -y[0] / cube;
      d[3] = -y[1] / cube;
    }, 1 - eccentricity, 0, 0, Math.sqrt((1 + eccentricity) / (1 - eccentricity)));
  }
}
