package dev.millrace.flow.train;

import java.util.Arrays;
import java.util.function.Function;
import java.util.random.RandomGenerator;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.random.Seed;

/**
 * Average velocities, learnt together with the velocity in one training: u(x, s, h) with x + h·u the flow map from s to
 * s + h (Geng et al. 2025), in the discrete form whose targets come from the network itself, without derivatives of it
 * (α-Flow, Zhang et al. 2025).
 *
 * <p>The last rows of a batch are on the diagonal, h = 0: plain flow matching. The first rows are off it. They have two
 * uniform times s &lt; s + h, and their targets are, with v = u(x, s, 0), the network's own velocity,
 *
 * <ul>
 * <li>{@link Target#DISCRETE}: α·v + (1 − α)·u(x + αh·v, s + αh, (1 − α)h) and the weight 1/α. α falls from 1, where the
 * map is one Euler step, geometrically to {@code leastAlpha};
 * <li>{@link Target#HALVES}: the mean of the two halves of the step, ½·u(x, s, ½h) + ½·u(x + ½h·u, s + ½h, ½h) and the
 * weight 1: less exact, for arithmetic that is too coarse for 1/α.
 * </ul>
 *
 * <p>The network has one more input, h, and a second one if the maps are guided. The objective works with any network and
 * on any engine.
 *
 * @param flow the flow whose velocity is learnt on the diagonal
 * @param steps number of steps of the training, by which α falls
 * @param share share of a batch's rows that are off the diagonal, above 0 and below 1
 * @param target what a row off the diagonal learns
 * @param leastAlpha the last α, above 0 and at most 1
 * @param guided whether the maps are guided: off the diagonal v is then c₀ + ω·(c − c₀), with the velocities c of the
 *     class and c₀ of any class, the weight of a row is divided by ω², and the network is told log ω / log 8, which is uniform on [0, 1]
 */
public record MeanFlow(FlowMatching flow, int steps, double share, Target target, double leastAlpha, boolean guided)
    implements
      Objective {
  /** The share of rows off the diagonal that is usual. */
  public static final double USUAL_SHARE = 0.5;
  /** The last α that is usual; 0.05 for arithmetic of 16 bits. */
  public static final double USUAL_LEAST_ALPHA = 0.005;

  private static final double GUIDANCE_RISE = 0.25;
  /** The pairs of a batch are some of all, and the longest of all may be longer. */
  private static final double BOUND = 2;

  /** What a row off the diagonal learns. */
  public enum Target {
    /** A small step by the velocity, and the rest by the network. */
    DISCRETE,
    /** Two halves by the network. */
    HALVES
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public MeanFlow {
    if (steps < 1) {
      throw new IllegalArgumentException("steps = " + steps + ", expected at least 1");
    }
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share = " + share + ", expected above 0 and below 1");
    }
    if (!(leastAlpha > 0 && leastAlpha <= 1)) {
      throw new IllegalArgumentException("least α = " + leastAlpha + ", expected above 0 and at most 1");
    }
    if (guided && flow.pairs().classes() == 0) {
      throw new IllegalArgumentException("guided maps of pairs without classes");
    }
  }

  /**
   * {@return the usual form: half of the rows off the diagonal, discrete targets, α down to 0.005, no guidance}
   *
   * @param flow the flow whose maps are learnt
   * @param steps number of steps of the training
   */
  public static MeanFlow of(FlowMatching flow, int steps) {
    return new MeanFlow(flow, steps, USUAL_SHARE, Target.DISCRETE, USUAL_LEAST_ALPHA, false);
  }

  @Override
  public PairSource pairs() {
    return flow.pairs();
  }

  @Override
  public Coupling coupling() {
    return flow.coupling();
  }

  @Override
  public int extraInputs() {
    return guided ? 2 : 1;
  }

  @Override
  public boolean weighsRows() {
    return true;
  }

  /**
   * {@return the number of rows off the diagonal, which come first in a batch: at least one, and not all}
   *
   * @param batch the number of rows of the batch, at least 2
   * @throws IllegalArgumentException if the batch has a single row
   */
  public int offDiagonal(int batch) {
    if (batch < 2) {
      throw new IllegalArgumentException(
          "batch = " + batch + ", expected at least 2: some rows on the diagonal, some off");
    }
    return (int) Math.max(1, Math.min(batch - 1L, Math.round(share * batch)));
  }

  /**
   * {@return α of a step: 1 at the first, falling geometrically towards the least one}
   *
   * @param step number of the step, from 1
   */
  public double alpha(int step) {
    return Math.pow(leastAlpha, Math.min(1, (step - 1.0) / steps));
  }

  /**
   * {@return the share of the guidance that targets have in a step, (ω_target − 1)/(ω − 1): it rises from 0 to 1 in the
   * first quarter of the training} A network that cannot tell weights of guidance apart yet would take its own guided
   * velocity for its velocity, which is then guided again, and grow without bound.
   *
   * @param step number of the step, from 1
   */
  public double guidanceShare(int step) {
    return Math.min(1, (step - 1.0) / (GUIDANCE_RISE * steps));
  }

  @Override
  public void make(Batch batch, int from, int to, Pairs of, int first,
      Function<Seed.Purpose, RandomGenerator> random) {
    int off = offDiagonal(batch.count());
    int columns = extraInputs();
    float[] extra = batch.inputs().extra();
    double weight = target == Target.DISCRETE ? 1 / alpha(batch.step()) : 1;
    flow.make(batch, from, to, of, first, random, (row, times) -> {
      batch.weights()[row] = row < off ? (float) weight : 1;
      Arrays.fill(extra, row * columns, (row + 1) * columns, 0f);
      if (row >= off) {
        return flow.time().sample(times);
      }
      double one = times.nextDouble();
      double other = times.nextDouble();
      extra[row * columns] = (float) Math.abs(one - other);
      if (guided) {
        float told = times.nextFloat();
        extra[row * columns + 1] = told;
        batch.weights()[row] /= (float) Math.pow(FlowMap.guidance(told), 2);
      }
      return Math.min(one, other);
    });
  }

  @Override
  public void complete(Batch batch, Evaluation network) {
    Inputs rows = firstRows(batch.inputs(), offDiagonal(batch.count()));
    float[] targets = target == Target.DISCRETE
        ? discrete(rows, batch.step(), network)
        : halves(rows, network);
    bound(targets, rows, longest(batch.target(), rows.dim()));
    System.arraycopy(targets, 0, batch.target(), 0, targets.length);
  }

  /** The length of the longest velocity of a pair in the batch. */
  private static double longest(float[] velocities, int dim) {
    double longest = 0;
    for (int at = 0; at < velocities.length; at += dim) {
      longest = Math.max(longest, length(velocities, at, dim));
    }
    return longest;
  }

  private static double length(float[] values, int at, int dim) {
    double sum = 0;
    for (int i = at; i < at + dim; i++) {
      sum += (double) values[i] * values[i];
    }
    return Math.sqrt(sum);
  }

  /**
   * Shortens targets that no flow has. A velocity is a mean of velocities of pairs, and an average velocity a mean of
   * these, so none is longer than the longest of the pairs; a guided one is at most 2ω − 1 times as long. A network whose
   * outputs grow beyond that would otherwise learn from them to grow further.
   */
  private void bound(float[] targets, Inputs rows, double longest) {
    int dim = rows.dim();
    for (int row = 0; row < rows.count(); row++) {
      double most = BOUND * longest * (guided ? 2 * FlowMap.guidance(rows.extra()[2 * row + 1]) - 1 : 1);
      double length = length(targets, row * dim, dim);
      for (int i = row * dim; length > most && i < (row + 1) * dim; i++) {
        targets[i] *= (float) (most / length);
      }
    }
  }

  private float[] discrete(Inputs rows, int step, Evaluation network) {
    double alpha = alpha(step);
    float[] v = velocity(rows, guidanceShare(step), network);
    if (alpha == 1) {
      return v;
    }
    return joined(alpha, v, after(rows, alpha, v), network);
  }

  private float[] halves(Inputs rows, Evaluation network) {
    float[] half = evaluate(network, withSpans(rows, row -> rows.extra()[row] / 2));
    return joined(0.5, half, after(rows, 0.5, half), network);
  }

  /** α·u + (1 − α)·(the average velocity of the rest of the step). */
  private static float[] joined(double alpha, float[] u, Inputs rest, Evaluation network) {
    float[] w = evaluate(network, rest);
    float[] y = new float[u.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = (float) (alpha * u[i] + (1 - alpha) * w[i]);
    }
    return y;
  }

  /** The rest of the step of each row, after a part α of it with the velocity u. */
  private Inputs after(Inputs rows, double alpha, float[] u) {
    int columns = extraInputs();
    float[] x = new float[u.length];
    float[] t = new float[rows.count()];
    for (int row = 0; row < t.length; row++) {
      double h = alpha * rows.extra()[row * columns];
      t[row] = (float) (rows.t()[row] + h);
      for (int i = row * rows.dim(); i < (row + 1) * rows.dim(); i++) {
        x[i] = (float) (rows.x()[i] + h * u[i]);
      }
    }
    return withSpans(rows.withX(x).withT(t), at -> (float) ((1 - alpha) * rows.extra()[at]));
  }

  /** The network's own velocity, guided if the maps are. */
  private float[] velocity(Inputs rows, double rise, Evaluation network) {
    Inputs diagonal = rows.withExtra(new float[rows.extra().length]);
    float[] v = evaluate(network, diagonal);
    if (guided) {
      int[] any = new int[rows.count()];
      Arrays.fill(any, pairs().classes());
      float[] ofAny = evaluate(network,
          new Inputs(diagonal.x(), diagonal.t(), any, diagonal.extra(), diagonal.dim()));
      for (int i = 0; i < v.length; i++) {
        double weight = 1 + rise * (FlowMap.guidance(rows.extra()[2 * (i / rows.dim()) + 1]) - 1);
        v[i] = (float) (ofAny[i] + weight * (v[i] - ofAny[i]));
      }
    }
    return v;
  }

  private static float[] evaluate(Evaluation network, Inputs rows) {
    float[] out = new float[rows.x().length];
    network.evaluate(rows, out);
    return out;
  }

  /** A number for an index into the further inputs. */
  private interface Span {
    float at(int index);
  }

  /** The same rows with other lengths of their steps. */
  private Inputs withSpans(Inputs rows, Span span) {
    int columns = extraInputs();
    float[] extra = rows.extra().clone();
    for (int i = 0; i < extra.length; i += columns) {
      extra[i] = span.at(i);
    }
    return rows.withExtra(extra);
  }

  private static Inputs firstRows(Inputs all, int count) {
    int columns = all.extraColumns();
    return new Inputs(Arrays.copyOf(all.x(), count * all.dim()), Arrays.copyOf(all.t(), count),
        Arrays.copyOf(all.labels(), Math.min(count, all.labels().length)), Arrays.copyOf(all.extra(), count * columns),
        all.dim());
  }
}
