package dev.millrace.cli;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.measure.Confusion;
import dev.millrace.flow.measure.FittedGaussian;
import dev.millrace.flow.measure.FrechetDistance;
import dev.millrace.flow.measure.PrecisionRecall;
import dev.millrace.flow.random.Seed;
import dev.millrace.torch.FeatureClassifier;

/** A classifier that has seen the test images, and tells how near other images are to them. */
final class ImageJudge implements AutoCloseable {
  private final FeatureClassifier classifier;
  private final ImageSet test;
  /** Of the test images, in an order of chance. */
  private final float[] features;
  private final FittedGaussian fitted;
  private final int threads;

  /** Takes the classifier over and looks at the test images. */
  ImageJudge(FeatureClassifier classifier, ImageSet test, int threads) {
    this.classifier = classifier;
    this.test = test;
    this.threads = threads;
    features = inOrder(classifier.features(test), chosen(test.count(), test.count(),
        new Seed(0).generator(Seed.Purpose.EVALUATION_DATA_PLAIN, 0, 0)));
    fitted = FittedGaussian.of(features, FeatureClassifier.FEATURES, threads);
  }

  /**
   * What stands beside every figure.
   *
   * @param hash of its weights
   * @param accuracy share of the test images that it finds the class of, 0 to 1
   */
  record Credentials(String hash, double accuracy) {}

  Credentials credentials() {
    return new Credentials(classifier.hash(), classifier.accuracy(test));
  }

  /**
   * Compares images with the test images.
   *
   * @param images [count, channels, height, width], count above {@link PrecisionRecall#USUAL_K}, in no order: of more than the
   *     test images, precision and recall take the first ones
   * @param labels what they were asked to be; empty if nothing was asked
   */
  ImageLikeness compare(float[] images, int[] labels) {
    int dim = FeatureClassifier.FEATURES;
    float[] mine = classifier.features(images);
    int count = mine.length / dim;
    int each = Math.min(count, test.count());
    return new ImageLikeness(count,
        FrechetDistance.between(FittedGaussian.of(mine, dim, threads), fitted),
        PrecisionRecall.measure(first(features, each), first(mine, each), dim, PrecisionRecall.USUAL_K, threads),
        labels.length == 0 ? Double.NaN : confusion(images, labels).accuracy());
  }

  /** Which classes it finds in images of asked classes. */
  Confusion confusion(float[] images, int[] labels) {
    return Confusion.of(labels, classifier.classify(images), test.classNames());
  }

  /** The first rows. */
  private static float[] first(float[] rows, int count) {
    return Arrays.copyOf(rows, Sizes.product(count, FeatureClassifier.FEATURES));
  }

  private static float[] inOrder(float[] rows, int... order) {
    int dim = FeatureClassifier.FEATURES;
    float[] taken = new float[Sizes.product(order.length, dim)];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(rows, order[i] * dim, taken, i * dim, dim);
    }
    return taken;
  }

  /**
   * Numbers from 0 to below {@code of} by chance, none a second time before all have been. Files have their images in some order:
   * every 30th of MNIST's is by far not like all of them.
   */
  static int[] chosen(int of, int count, SplittableRandom random) {
    int[] all = IntStream.range(0, of).toArray();
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      int at = i % of;
      int other = random.nextInt(at, of);
      chosen[i] = all[other];
      all[other] = all[at];
      all[at] = chosen[i];
    }
    return chosen;
  }

  @Override
  public void close() {
    classifier.close();
  }

  /** All numbers in turn: 0, 1 … below − 1, 0, 1 … */
  static int[] inTurn(int below, int count) {
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % below);
    return labels;
  }
}
