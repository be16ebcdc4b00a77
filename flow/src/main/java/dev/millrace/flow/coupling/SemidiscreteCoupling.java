package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.Bisection;
import dev.millrace.flow.transport.Semidiscrete;

/**
 * Optimal transport from the whole source distribution to the data, learnt once; pairing is then one search for each x0
 * (Mousavi-Hosseini et al. 2025, "Flow Matching with Semidiscrete Couplings"). It has none of the bias of pairs made batch by
 * batch, however small the batches are.
 *
 * <p>The data are put into compact groups of equal size, as many as asked for at most. Transport sends x0 to the centre of a
 * group with the group's mass, and x1 is any point of the group. So all data are used, equally often, however few groups there
 * are; with as many as there are distinct points the groups are single points. Points drawn from a distribution are
 * {@value #POINTS_PER_GROUP} times as many as groups, lest the flow learn the chance of a small sample.
 */
public final class SemidiscreteCoupling implements Coupling {
  /** Learnt in seconds in 2-D, where the groups are about a hundredth of the data wide. */
  public static final int DEFAULT_GROUPS = 4096;

  private static final int POINTS_PER_GROUP = 32;

  private final Semidiscrete transport;
  private final float[] points;
  /** The points of group j are those from starts[j] to before starts[j + 1]. */
  private final int[] starts;
  private final int dim;

  private SemidiscreteCoupling(Semidiscrete transport, float[] points, int[] starts, int dim) {
    this.transport = transport;
    this.points = points;
    this.starts = starts;
    this.dim = dim;
  }

  /**
   * Learns. The result depends on nothing but the arguments; the number of workers changes only the time.
   *
   * @param source distribution of x0, without atoms
   * @param data distribution of x1; of an {@link Empirical} one all rows are used
   * @param most groups, at least 2
   * @throws IllegalArgumentException if there are fewer
   */
  public static SemidiscreteCoupling learn(Distribution source, Distribution data, int most, Semidiscrete.Stop stop,
      Seed seed, Workers workers, Semidiscrete.Listener listener) {
    if (most < 2) {
      throw new IllegalArgumentException("groups = " + most + ", expected at least 2");
    }
    int dim = data.dim();
    float[] rows = data instanceof Empirical empirical
        ? empirical.rows()
        : data.sample(seed.generator(Seed.Purpose.SEMIDISCRETE_DATA, 0, 0), Sizes.product(most, POINTS_PER_GROUP));
    int[] group = groups(rows, dim, most);
    int[] starts = new int[Arrays.stream(group).max().orElseThrow() + 2];
    for (int j : group) {
      starts[j + 1]++;
    }
    double[] weights = new double[starts.length - 1];
    for (int j = 0; j < weights.length; j++) {
      weights[j] = starts[j + 1];
      starts[j + 1] += starts[j];
    }
    float[] grouped = new float[rows.length];
    float[] centres = new float[Sizes.product(weights.length, dim)];
    int[] next = starts.clone();
    for (int i = 0; i < group.length; i++) {
      int j = group[i];
      System.arraycopy(rows, i * dim, grouped, next[j]++ * dim, dim);
      for (int k = 0; k < dim; k++) {
        centres[j * dim + k] += (float) (rows[i * dim + k] / weights[j]);
      }
    }
    return new SemidiscreteCoupling(Semidiscrete.learn(source, centres, weights, stop, seed, workers, listener),
        grouped, starts, dim);
  }

  /** The group of each row. Rows that are the same go to the same group, so that no two centres are the same. */
  private static int[] groups(float[] rows, int dim, int most) {
    Map<Row, Integer> numbers = new HashMap<>();
    float[] distinct = new float[rows.length];
    int[] number = new int[rows.length / dim];
    for (int i = 0; i < number.length; i++) {
      int count = numbers.size();
      float[] row = Arrays.copyOfRange(rows, i * dim, (i + 1) * dim);
      number[i] = numbers.computeIfAbsent(new Row(row), _ -> count);
      System.arraycopy(row, 0, distinct, number[i] * dim, dim);
    }
    int[] ofDistinct = Bisection.groups(Arrays.copyOf(distinct, numbers.size() * dim), dim,
        Math.min(most, numbers.size()));
    return Arrays.stream(number).map(n -> ofDistinct[n]).toArray();
  }

  /** A row as a key. 0 and −0 are one place. */
  private record Row(float[] values) {
    Row {
      for (int k = 0; k < values.length; k++) {
        values[k] += 0f;
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Row row && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** The transport to the centres. */
  public Semidiscrete transport() {
    return transport;
  }

  /** {@inheritDoc} Keeps x0 and puts other rows into x1. */
  @Override
  public void pair(Pairs pairs, RandomGenerator random) {
    if (pairs.dim() != dim) {
      throw new IllegalArgumentException("pairs of dim " + pairs.dim() + ", expected " + dim);
    }
    if (pairs.labels().length > 0) {
      throw new IllegalArgumentException("semidiscrete coupling has no labels for the points that it puts into x1");
    }
    int[] group = transport.map(pairs.x0());
    for (int i = 0; i < group.length; i++) {
      int point = random.nextInt(starts[group[i]], starts[group[i] + 1]);
      System.arraycopy(points, point * dim, pairs.x1(), i * dim, dim);
    }
  }
}
