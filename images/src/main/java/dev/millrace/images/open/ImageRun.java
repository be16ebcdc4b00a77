package dev.millrace.images.open;

import java.io.IOException;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.PathEntries;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.plot.Images;
import dev.millrace.runs.open.Classes;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;

/**
 * A trained run of images with everything that is needed to sample and draw it, except its images.
 *
 * @param run its folder
 * @param config its options
 * @param model the network and its weights
 */
public record ImageRun(RunDirectory run, ImageConfig config, ImageModel model) {

  /**
   * {@return whether a run is of images}
   *
   * @param run the run
   * @throws IOException if reading fails
   */
  public static boolean isOne(RunDirectory run) throws IOException {
    return ConfigFile.data(run.configFile()).filter(ImageSources::isImages).isPresent();
  }

  /**
   * Reads a run of images.
   *
   * @param run the run
   * @return the run with its model
   * @throws IOException if reading fails
   */
  public static ImageRun of(RunDirectory run) throws IOException {
    return new ImageRun(run, config(run), ImageModel.read(run.modelFile()));
  }

  /**
   * {@return the options of a run of images}
   *
   * @param run the run
   * @throws IOException if reading or writing fails
   */
  public static ImageConfig config(RunDirectory run) throws IOException {
    return ConfigFile.over(ImageConfig.defaults(), run.configFile());
  }

  /** {@return the shape of the network} */
  public ImageNet net() {
    return model.net();
  }

  /**
   * {@return images of this run's size, for pictures; values are [count, channels, height, width]}
   *
   * @param values [count, channels, height, width]
   */
  public Images images(float[] values) {
    return new Images(values, net().channels(), net().height(), net().width());
  }

  /**
   * Refuses images of another size.
   *
   * @param images the images
   * @throws InvalidInputException if the size of the images is not that of the network
   */
  public void requireSize(ImageSet images) {
    if (images.channels() != net().channels() || images.height() != net().height()
        || images.width() != net().width()) {
      throw new InvalidInputException("%s: the network takes images of %d × %d × %d, %s has %d × %d × %d".formatted(
          run.path(), net().channels(), net().height(), net().width(), images.name(), images.channels(),
          images.height(), images.width()));
    }
  }

  /** {@return the classes of the images} */
  public Classes classes() {
    return new Classes(run.path(), net().classes(), model.classNames(), config.labelDropout() > 0);
  }

  /**
   * Checks that the noise and the image of a point in between are known.
   *
   * @throws InvalidInputException if the run was not trained on straight paths without noise
   */
  public void requireStraightPath() {
    if (!model.path().equals("linear") || !model.sigmaMin().equals(PathEntries.NO_SIGMA)) {
      throw new InvalidInputException("%s: was trained on the path %s with sigma-min %s, expected linear and %s"
          .formatted(run.path(), model.path(), model.sigmaMin(), PathEntries.NO_SIGMA));
    }
  }
}
