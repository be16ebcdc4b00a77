package dev.millrace.flow.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;

/** Image sets by the names that the command line uses. */
public final class ImageSources {
  private static final String IDX = "idx:";
  private static final String PICTURES = "images:";

  private ImageSources() {
  }

  /** {@return all accepted forms of a name, for messages and help texts} */
  public static List<String> forms() {
    return List.of("mnist", "digits", "idx:DIR", "images:DIR");
  }

  /**
   * {@return whether a name means an image set}
   *
   * @param data the name of data, or a file
   */
  public static boolean isImages(String data) {
    return data.equals("mnist") || data.equals("digits") || data.startsWith(IDX) || data.startsWith(PICTURES);
  }

  /**
   * Reads images.
   *
   * @param data {@code mnist}; {@code digits}; {@code idx:DIR}, a folder with the four files of MNIST, of Fashion-MNIST
   *     or of another set in that format, gzipped or not; {@code images:DIR}, a folder of PNG and JPEG files, or with
   *     one sub-folder of them per class
   * @param options for {@code images:DIR}; other forms take no options
   * @param threads number of threads that decode pictures, at least 1; the result does not depend on it
   * @return the images
   * @throws InvalidInputException if there are no such images, or they are damaged or do not fit each other
   * @throws IOException if reading fails
   */
  public static ImageData read(String data, PictureOptions options, int threads) throws IOException {
    if (data.startsWith(PICTURES)) {
      return PictureFolder.read(folder(data, PICTURES), options, threads);
    }
    if (!options.equals(PictureOptions.AS_THEY_ARE)) {
      throw new InvalidInputException(data + ": takes no `size` and no `channels`, which are for images:DIR");
    }
    if (data.startsWith(IDX)) {
      return IdxImages.folder(folder(data, IDX));
    }
    return switch (data) {
      case "mnist" -> IdxImages.mnist();
      case "digits" -> IdxImages.digits();
      default -> throw new InvalidInputException(
          "unknown images '" + data + "'; expected one of " + String.join(", ", forms()));
    };
  }

  /**
   * Reads one picture in the same way as the pictures of a folder.
   *
   * @param file a PNG or JPEG
   * @param options the size and the colours that are asked for
   * @return a set with one image
   * @throws InvalidInputException if it is neither, or is damaged
   */
  public static ImageSet picture(Path file, PictureOptions options) {
    return PictureFolder.one(file, options);
  }

  private static Path folder(String data, String prefix) {
    Path folder = Path.of(data.substring(prefix.length()));
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(data + ": no such folder");
    }
    return folder;
  }
}
