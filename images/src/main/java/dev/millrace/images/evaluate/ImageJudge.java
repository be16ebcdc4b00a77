package dev.millrace.images.evaluate;

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

/** Compares images with the test images in the features of a classifier. */
public final class ImageJudge implements AutoCloseable {
  private final FeatureClassifier classifier;
  private final ImageSet test;
  /** The features of the test images, in random order. */
  private final float[] features;
  private final FittedGaussian fitted;
  private final int threads;

  /**
   * Takes ownership of the classifier and computes the features of the test images.
   *
   * @param classifier computes the features
   * @param test the true images to compare with
   * @param threads number of threads, at least 1
   */
  public ImageJudge(FeatureClassifier classifier, ImageSet test, int threads) {
    this.classifier = classifier;
    this.test = test;
    this.threads = threads;
    features = inOrder(classifier.features(test), chosen(test.count(), test.count(),
        new Seed(0).generator(Seed.Purpose.EVALUATION_DATA_PLAIN, 0, 0)));
    fitted = FittedGaussian.of(features, FeatureClassifier.FEATURES, threads);
  }

  /**
   * What identifies the classifier beside every figure.
   *
   * @param hash the hash of its weights
   * @param accuracy fraction of the test images whose class it predicts correctly, 0 to 1
   */
  public record Credentials(String hash, double accuracy) {}

  Credentials credentials() {
    return new Credentials(classifier.hash(), classifier.accuracy(test));
  }

  /**
   * Compares images with the test images.
   *
   * @param images [count, channels, height, width], count above {@link PrecisionRecall#USUAL_K}, in random order: if
   *           there are more than test images, precision and recall use the first ones
   * @param labels the classes that were asked for; empty if none were
   * @return the figures
   */
  public ImageLikeness compare(float[] images, int[] labels) {
    int dim = FeatureClassifier.FEATURES;
    float[] mine = classifier.features(images);
    int count = mine.length / dim;
    int each = Math.min(count, test.count());
    return new ImageLikeness(count,
        FrechetDistance.between(FittedGaussian.of(mine, dim, threads), fitted),
        PrecisionRecall.measure(first(features, each), first(mine, each), dim, PrecisionRecall.USUAL_K, threads),
        labels.length == 0 ? Double.NaN : confusion(images, labels).accuracy());
  }

  /** The predicted classes of images, by the class that was asked for. */
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
   * {@return random numbers from 0 to below {@code of}; none is repeated before all have been drawn} The order is
   * random because the images of a file are in some order: every 30th image of MNIST is not a representative sample.
   *
   * @param of the number of indices
   * @param count how many
   * @param random the generator to draw from
   */
  public static int[] chosen(int of, int count, SplittableRandom random) {
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
}
