package dev.millrace.flow.random;

import java.util.SplittableRandom;

/**
 * The seed from which all random numbers of a run are derived. Each use derives its own generator from (seed, purpose,
 * index, chunk), so results depend neither on the number of threads nor on which other numbers were drawn before.
 *
 * @param value any number
 */
public record Seed(long value) {

  /** The purposes for which random numbers are drawn; each has its own streams. */
  public enum Purpose {
    /** Initial weights of a network. */
    WEIGHTS(1),
    /** Data points x1. */
    DATA(2),
    /** Source points x0. */
    SOURCE(3),
    /** Training times t. */
    TIME(4),
    /** Noise added around a path (constant σ). */
    PATH_NOISE(5),
    /** Start points of sampling. */
    SAMPLING(6),
    /** Points that are used only in pictures. */
    PICTURE(7),
    /** Choices of a coupling. */
    COUPLING(8),
    /** Start points of the pairs of reflow. */
    PAIRS(9),
    /** Start points for the evaluation of a flow. */
    EVALUATION(10),
    /** True points that a flow is compared with. */
    EVALUATION_DATA(11),
    /** True points whose modes are drawn at random. */
    EVALUATION_DATA_PLAIN(12),
    /** Source points that are used only to measure the distance between two samples of the source. */
    EVALUATION_SOURCE(13),
    /** Source points from which semidiscrete transport is learnt. */
    SEMIDISCRETE(20),
    /** Data points for semidiscrete transport. */
    SEMIDISCRETE_DATA(21),
    /** Noise of a stochastic sampler. */
    DIFFUSION(31),
    /** Probes of the divergence estimate. */
    PROBE(32),
    /** Start points of the trajectories from which a time grid is learnt. */
    GRID(33),
    /** The choice of images whose class is dropped in a training step. */
    LABEL(40),
    /** The choice of images that are mirrored. */
    FLIP(41),
    /** The units that a layer drops. */
    DROPOUT(42),
    /** The training of a classifier. */
    CLASSIFIER(43),
    /** The places of equal values of a table's column within their quantiles. */
    QUANTILE(50),
    /** The columns of a table that are shown to the network. */
    MASK(51),
    /** Which rows of a table are learnt from and which are held out. */
    SPLIT(52),
    /** New identifiers. */
    IDENTIFIER(53),
    /** Noise that protects single rows of a training. */
    PRIVACY(54),
    /** Simple synthetic tables to compare with, such as columns drawn one by one. */
    BASELINE(55);

    private final long stream;

    Purpose(long stream) {
      this.stream = stream;
    }
  }

  /**
   * The generator for one purpose, index (such as the training step) and chunk (such as a block of rows).
   *
   * @param purpose what the numbers are for
   * @param index the step, or 0
   * @param chunk the block of rows within the step, or 0
   * @return a new generator; the same arguments always give the same numbers
   */
  public SplittableRandom generator(Purpose purpose, long index, long chunk) {
    long h = mix(value + 0x9E3779B97F4A7C15L);
    h = mix(h ^ purpose.stream * 0xD1B54A32D192ED03L);
    h = mix(h ^ index * 0x9E3779B97F4A7C15L + 0x632BE59BD9B4E019L);
    h = mix(h ^ chunk * 0xD6E8FEB86659FD93L + 0x2545F4914F6CDD1DL);
    return new SplittableRandom(h);
  }

  /**
   * Stafford's mix 13, the finalizer of SplitMix64 (Steele, Lea, Flood 2014): a bijection in which every input bit
   * affects the output.
   */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
