package dev.millrace.cli;

import java.util.Arrays;
import java.util.stream.IntStream;

import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.measure.Confusion;
import dev.millrace.flow.measure.FittedGaussian;
import dev.millrace.flow.measure.FrechetDistance;
import dev.millrace.flow.measure.PrecisionRecall;
import dev.millrace.torch.FeatureClassifier;

/** A classifier that has seen the test images, and tells how near other images are to them. */
final class ImageJudge implements AutoCloseable {
  private final FeatureClassifier classifier;
  private final ImageSet test;
  private final float[] features;
  private final FittedGaussian fitted;
  private final int threads;

  /** Takes the classifier over and looks at the test images. */
  ImageJudge(FeatureClassifier classifier, ImageSet test, int threads) {
    this.classifier = classifier;
    this.test = test;
    this.threads = threads;
    features = classifier.features(test);
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
   * @param images [count, channels, height, width], count above {@link PrecisionRecall#USUAL_K}
   * @param labels what they were asked to be; empty if nothing was asked
   */
  ImageLikeness compare(float[] images, int[] labels) {
    int dim = FeatureClassifier.FEATURES;
    float[] mine = classifier.features(images);
    int count = mine.length / dim;
    int each = Math.min(count, test.count());
    return new ImageLikeness(count,
        FrechetDistance.between(FittedGaussian.of(mine, dim, threads), fitted),
        PrecisionRecall.measure(spread(features, each), spread(mine, each), dim, PrecisionRecall.USUAL_K, threads),
        labels.length == 0 ? Double.NaN : confusion(images, labels).accuracy());
  }

  /** Which classes it finds in images of asked classes. */
  Confusion confusion(float[] images, int[] labels) {
    return Confusion.of(labels, classifier.classify(images), test.classNames());
  }

  /** Rows that stand evenly spaced: files often have their images in some order. */
  private static float[] spread(float[] rows, int count) {
    int dim = FeatureClassifier.FEATURES;
    int[] chosen = spread(rows.length / dim, count);
    float[] taken = new float[count * dim];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, chosen[i] * dim, taken, i * dim, dim);
    }
    return taken;
  }

  /** Evenly spaced numbers from 0 to below {@code of}; some more than once if there are not so many. */
  static int[] spread(int of, int count) {
    return IntStream.range(0, count).map(i -> (int) ((long) i * of / count)).toArray();
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
