package dev.millrace.flow.coupling;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Empirical;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.transport.Bisection;
import dev.millrace.flow.transport.Semidiscrete;

/**
 * Optimal transport from the whole source distribution to the data. It is learnt once; after that, pairing needs one
 * search per x0 (Mousavi-Hosseini et al. 2025, "Flow Matching with Semidiscrete Couplings"). It does not have the bias
 * of pairs that are made batch by batch, however small the batches are.
 *
 * <p>The data are divided into compact groups of equal size, at most as many as requested. The transport maps x0 to the
 * centre of a group, whose mass is that of the group, and x1 is a random point of the group. So all data are used
 * equally often, however few groups there are; if there are as many groups as distinct points, each group is a single
 * point. If the data are a distribution, {@value #POINTS_PER_GROUP} points per group are drawn from it, so that the
 * flow does not learn the random features of a small sample.
 */
public final class SemidiscretePairs implements PairSource {
  /** In 2-D this number is learnt in seconds, and the width of a group is about a hundredth of that of the data. */
  public static final int DEFAULT_GROUPS = 4096;

  private static final int POINTS_PER_GROUP = 32;

  private final Distribution source;
  private final Semidiscrete transport;
  private final float[] points;
  /** Group j consists of the points starts[j] to starts[j + 1] − 1. */
  private final int[] starts;
  private final int dim;

  private SemidiscretePairs(Distribution source, Semidiscrete transport, float[] points, int[] starts, int dim) {
    this.source = source;
    this.transport = transport;
    this.points = points;
    this.starts = starts;
    this.dim = dim;
  }

  /**
   * Learns the transport. The result depends only on the arguments, not on the number of workers.
   *
   * @param source distribution of x0, without atoms
   * @param data distribution of x1; if it is {@link Empirical}, all rows are used
   * @param most greatest number of groups, at least 2
   * @param stop when to stop
   * @param seed seed of the points that the transport is learnt from
   * @param workers the threads that share the work
   * @param listener hears of the progress
   * @return the source of pairs
   * @throws IllegalArgumentException if {@code most} is less than 2
   */
  public static SemidiscretePairs learn(Distribution source, Distribution data, int most, Semidiscrete.Stop stop,
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
    return new SemidiscretePairs(source, Semidiscrete.learn(source, centres, weights, stop, seed, workers, listener),
        grouped, starts, dim);
  }

  /** The group of each row. Equal rows belong to the same group, so that all centres are different. */
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

  /** A row as a key of a map; 0 and −0 are equal. */
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

  /** {@return the transport to the centres} */
  public Semidiscrete transport() {
    return transport;
  }

  @Override
  public int dim() {
    return dim;
  }

  @Override
  public boolean isCoupled() {
    return true;
  }

  @Override
  public boolean isCostly() {
    return true;
  }

  @Override
  public void draw(int number, Pairs pool, Seed seed, Loop loop) {
    loop.blocks(pool.count(), (block, from, to) -> source
        .sample(seed.generator(Seed.Purpose.SOURCE, number, block), pool.x0(), from * dim, to - from));
    int[] group = transport.map(pool.x0());
    var random = seed.generator(Seed.Purpose.COUPLING, number, 0);
    for (int i = 0; i < group.length; i++) {
      int point = random.nextInt(starts[group[i]], starts[group[i] + 1]);
      System.arraycopy(points, point * dim, pool.x1(), i * dim, dim);
    }
  }
}
