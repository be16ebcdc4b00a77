package dev.millrace.images.evaluate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.text.Digits;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.FeatureClassifier;
import dev.millrace.torch.Torch;
import org.jspecify.annotations.Nullable;

/**
 * The classifier whose features are used to compare a run's images. It is trained once and kept in the run's folder.
 */
public final class ImageClassifier {
  private static final int EPOCHS = 4;
  /** A small set takes more epochs. */
  private static final int LEAST_IMAGES = 64_000;

  private ImageClassifier() {
  }

  /**
   * {@return the file of a run that holds the classifier}
   *
   * @param run the run
   */
  public static Path file(ImageRun run) {
    return run.run().path().resolve("classifier.safetensors");
  }

  /**
   * Reads the classifier if it exists; otherwise trains it and writes it. The seed is always 0, so that it is the same
   * for every run on the same data.
   *
   * @param training images with at least 2 classes
   * @param given a file to read it from; none for the file in the run's folder
   * @throws InvalidInputException if the file is damaged, or was trained on other images
   */
  static FeatureClassifier of(ImageRun run, ImageSet training, Torch torch, @Nullable Path given, Caller caller)
      throws IOException {
    Path file = given == null ? file(run) : given;
    if (given != null || Files.exists(file)) {
      FeatureClassifier classifier = FeatureClassifier.read(torch, file);
      try {
        classifier.requireKind(file.toString(), training);
      } catch (InvalidInputException e) {
        classifier.close();
        throw e;
      }
      return classifier;
    }
    int epochs = Math.max(EPOCHS, Math.ceilDiv(LEAST_IMAGES, training.count()));
    int images = Sizes.product(epochs, training.count());
    FeatureClassifier classifier;
    try (Work work = caller.begin("training the classifier for the figures, once", images)) {
      classifier = FeatureClassifier.train(torch, training, epochs, new Seed(0),
          (done, loss) -> work.at((int) Math.round(done * images), "loss " + Digits.of(loss, 4)));
    }
    classifier.write(file);
    return classifier;
  }
}
