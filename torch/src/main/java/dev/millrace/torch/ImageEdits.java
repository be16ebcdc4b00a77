package dev.millrace.torch;

import java.util.Arrays;
import java.util.function.IntConsumer;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;

/**
 * What a trained flow can do with images besides sampling: interpolate between two noises, fill in a mask, and change
 * the class.
 */
public final class ImageEdits {
  private ImageEdits() {
  }

  /**
   * Interpolates between two noises on a great circle, so that each is as probable as the two ends (Shoemake 1985). On
   * the straight line between them the norm would be smaller in the middle, and the images would be pale.
   *
   * @param a one noise, [dim]
   * @param b another
   * @param count number of noises, both ends included; at least 2
   * @return [count, dim]
   * @throws IllegalArgumentException if the lengths differ, a noise is zero or count is below 2
   */
  public static float[] between(float[] a, float[] b, int count) {
    if (a.length != b.length || count < 2) {
      throw new IllegalArgumentException(
          "noises of %d and %d numbers, count = %d: expected the same and at least 2".formatted(a.length, b.length,
              count));
    }
    double aa = 0;
    double bb = 0;
    double ab = 0;
    for (int i = 0; i < a.length; i++) {
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
      ab += (double) a[i] * b[i];
    }
    if (!(aa > 0 && bb > 0)) {
      throw new IllegalArgumentException("a noise is zero or not finite");
    }
    double angle = Math.acos(Math.clamp(ab / Math.sqrt(aa * bb), -1, 1));
    float[] way = new float[Sizes.product(count, a.length)];
    for (int k = 0; k < count; k++) {
      double s = (double) k / (count - 1);
      boolean together = Math.sin(angle) < 1e-6;
      double onA = together ? 1 - s : Math.sin((1 - s) * angle) / Math.sin(angle);
      double onB = together ? s : Math.sin(s * angle) / Math.sin(angle);
      for (int i = 0; i < a.length; i++) {
        way[k * a.length + i] = (float) (onA * a[i] + onB * b[i]);
      }
    }
    return way;
  }

  /**
   * Fills in the pixels that a mask hides. Each step first sets the known pixels to their values on the straight path
   * from noise at that time, and then moves all pixels. Each step is repeated a few times, after adding as much noise
   * as the step has removed, so that the unknown part adapts to the known part (Lugmayr et al. 2022, RePaint); on the
   * straight path x_t is distributed as (t/s)·x_s + √((1 − t)² − (t/s)²(1 − s)²)·ε for t &lt; s.
   *
   * @param flow the flow
   * @param images [count, channels, height, width]; hidden pixels may hold anything finite
   * @param hidden [channels·height·width], true for the numbers that are filled in
   * @param labels as for {@link ImageFlow#sample}
   * @param guidance w in u + w·(c − u); 1 for the plain conditional field
   * @param steps Euler steps, at least 1
   * @param rounds how often each step except the first is repeated, at least 1
   * @param seed the seed of all noise
   * @param progress called with the number of steps done
   * @return the images; their known numbers are those given
   */
  public static float[] inpaint(ImageFlow flow, float[] images, boolean[] hidden, int[] labels, double guidance,
      int steps, int rounds, Seed seed, IntConsumer progress) {
    int dim = flow.net().dim();
    if (hidden.length != dim || images.length % dim != 0) {
      throw new IllegalArgumentException("%d numbers of images, a mask of %d: expected images of %d"
          .formatted(images.length, hidden.length, dim));
    }
    return fill((x, from, to) -> step(flow, x, labels, guidance, from, to), images, hidden, steps, rounds, seed,
        progress);
  }

  /** A step that moves all images from one time to a later one. */
  @FunctionalInterface
  interface Step {
    float[] take(float[] x, double from, double to);
  }

  /** As {@link #inpaint}, for any flow. */
  static float[] fill(Step flow, float[] images, boolean[] hidden, int steps, int rounds, Seed seed,
      IntConsumer progress) {
    int dim = hidden.length;
    float[] noise = ImageFlow.noise(images.length / dim, dim, seed, Seed.Purpose.SAMPLING);
    float[] x = noise.clone();
    for (int k = 0; k < steps; k++) {
      double t = (double) k / steps;
      double next = (double) (k + 1) / steps;
      double kept = t / next;
      double added = Math.sqrt((1 - t) * (1 - t) - kept * kept * (1 - next) * (1 - next));
      putKnown(x, images, hidden, noise, t);
      // At t = 0 the known pixels would be pure noise.
      for (int round = 1; round < rounds && k > 0; round++) {
        float[] moved = flow.take(x, t, next);
        noise = ImageFlow.noise(images.length / dim, dim, seed, Seed.Purpose.DIFFUSION, k * rounds + round);
        for (int i = 0; i < x.length; i++) {
          x[i] = (float) (kept * moved[i] + added * noise[i]);
        }
        putKnown(x, images, hidden, noise, t);
      }
      x = flow.take(x, t, next);
      progress.accept(k + 1);
    }
    putKnown(x, images, hidden, noise, 1);
    return x;
  }

  private static float[] step(ImageFlow flow, float[] x, int[] labels, double guidance, double from, double to) {
    TimeGrid one = TimeGrid.uniform(1).between(from, to);
    return flow.sample(new FixedStepSolver(Tableau.EULER, one), x, labels, guidance).points();
  }

  private static void putKnown(float[] x, float[] images, boolean[] hidden, float[] noise, double t) {
    for (int i = 0; i < x.length; i++) {
      if (!hidden[i % hidden.length]) {
        x[i] = (float) ((1 - t) * noise[i] + t * images[i]);
      }
    }
  }

  /**
   * Changes the class of images: integrates part of the way back to noise with their own class, and then forward with
   * the new class.
   *
   * @param flow a flow with classes
   * @param images [count, channels, height, width]
   * @param from the class of each, [count]
   * @param to the new class of each, [count]
   * @param until the time to go back to, in [0, 1); at 0 the least of the image is kept
   * @param steps steps of Heun's method in each direction for the whole interval, at least 1
   * @param guidance guidance of the forward direction; the backward direction is unguided, since a guided field does
   *           not lead back to the noise
   * @return [count, channels, height, width]
   */
  public static float[] edit(ImageFlow flow, float[] images, int[] from, int[] to, double until, int steps,
      double guidance) {
    if (!(until >= 0 && until < 1)) {
      throw new IllegalArgumentException("until = " + until + ", expected in [0, 1)");
    }
    int mine = Math.max(1, (int) Math.ceil(steps * (1 - until)));
    FixedStepSolver forth = new FixedStepSolver(Tableau.HEUN, TimeGrid.uniform(mine).between(until, 1));
    float[] noise = flow.sample(forth.reversed(), images, from, 1).points();
    return flow.sample(forth, noise, to, guidance).points();
  }

  /**
   * {@return an array of equal labels}
   *
   * @param label the class
   * @param count the number of images
   */
  public static int[] labels(int label, int count) {
    int[] labels = new int[count];
    Arrays.fill(labels, label);
    return labels;
  }
}
