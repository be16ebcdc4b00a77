package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Pictures of images: RGB on white, each pixel of an image drawn as a square of at least one pixel, without smoothing.
 * Titles and captions may be empty.
 */
public final class ImagePictures {
  private ImagePictures() {
  }

  /**
   * {@return images in reading order}
   *
   * @param title the title above the picture
   * @param images the images
   * @param columns images per row, at least 1; the last row may be shorter
   * @throws IllegalArgumentException if columns is below 1 or the picture would be too large
   */
  public static BufferedImage grid(String title, Images images, int columns) {
    Check.atLeast("columns", columns, 1);
    int across = Math.min(columns, images.count());
    return sheet(title, blank(Math.ceilDiv(images.count(), across)), blank(across)).draw(tiles(images));
  }

  /**
   * {@return images in reading order, each with a caption}
   *
   * @param title the title above the picture
   * @param images the images
   * @param columns images per row, at least 1; the last row may be shorter
   * @param captions one per image
   * @throws IllegalArgumentException if columns is below 1, captions are not as many as images, or the picture would be
   *           too large
   */
  public static BufferedImage grid(String title, Images images, int columns, List<String> captions) {
    Check.atLeast("columns", columns, 1);
    Check.sameLength("images", images.count(), "captions", captions.size());
    int across = Math.min(columns, images.count());
    return new ImageSheet(title, blank(Math.ceilDiv(images.count(), across)), blank(across), captions, false)
        .draw(tiles(images));
  }

  /**
   * {@return images in named rows and columns, such as a row for each class and a column for each guidance}
   *
   * @param title the title above the picture
   * @param images [rows × columns], row by row
   * @param rows names of the rows, at least one
   * @param columns names of the columns, at least one
   * @throws IllegalArgumentException if the number of images is not that of the grid's cells
   */
  public static BufferedImage grid(String title, Images images, List<String> rows, List<String> columns) {
    Check.atLeast("rows", rows.size(), 1);
    Check.atLeast("columns", columns.size(), 1);
    Check.sameLength("images", images.count(), "places", rows.size() * columns.size());
    return sheet(title, rows, columns).draw(tiles(images));
  }

  /**
   * {@return images in reading order at their own size, each with a margin of one black pixel, and nothing else, for a page
   * that scales them and says what they are}
   *
   * @param images the images
   * @param columns images per row, at least 1; the last row may be shorter
   * @throws IllegalArgumentException if columns is below 1
   */
  public static BufferedImage bare(Images images, int columns) {
    Check.atLeast("columns", columns, 1);
    int height = images.height() + 2;
    int width = images.width() + 2;
    BufferedImage sheet = new BufferedImage(columns * width, Math.ceilDiv(images.count(), columns) * height,
        BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < images.count(); i++) {
      for (int y = 0; y < images.height(); y++) {
        for (int x = 0; x < images.width(); x++) {
          sheet.setRGB(i % columns * width + 1 + x, i / columns * height + 1 + y, images.rgb(i, y, x));
        }
      }
    }
    return sheet;
  }

  /**
   * {@return the trajectories of samples from noise to image, one row per sample, from t = 0 on the left to t = 1 on
   * the right}
   *
   * @param title the title above the picture
   * @param states the samples at each time, all of one shape
   * @param times of the states, increasing
   * @throws IllegalArgumentException if there is no state, numbers differ, or the times do not increase
   */
  public static BufferedImage strips(String title, List<Images> states, double[] times) {
    Check.sameLength("states", states.size(), "times", times.length);
    Check.increasing("times", times);
    List<String> names = Arrays.stream(times).mapToObj(t -> String.format(Locale.ROOT, "t = %.2f", t)).toList();
    return beside(title, names, states);
  }

  /**
   * Interpolations: each row leads from the image on its left end to the image on its right end.
   *
   * @param title the title above the picture
   * @param images [rows × columns], row by row; those of a row are evenly spaced, the ends included
   * @param columns images per row, at least 2
   * @return the picture
   * @throws IllegalArgumentException if the last row is not full
   */
  public static BufferedImage interpolations(String title, Images images, int columns) {
    Check.atLeast("columns", columns, 2);
    if (images.count() % columns != 0) {
      throw new IllegalArgumentException("%d images do not fill rows of %d".formatted(images.count(), columns));
    }
    List<String> names = IntStream.range(0, columns)
        .mapToObj(c -> String.format(Locale.ROOT, "%.2f", c / (columns - 1.0))).toList();
    return grid(title, images, blank(images.count() / columns), names);
  }

  /**
   * {@return samples from the same noise with several numbers of steps: one row per noise, one column per number of
   * steps}
   *
   * @param title the title above the picture
   * @param samples one set per number of steps, all of one shape
   * @param steps the numbers of steps, each at least 1
   * @throws IllegalArgumentException if numbers differ
   */
  public static BufferedImage steps(String title, List<Images> samples, int... steps) {
    Check.sameLength("samples", samples.size(), "steps", steps.length);
    return beside(title, Arrays.stream(steps).mapToObj(n -> n == 1 ? "1 step" : n + " steps").toList(), samples);
  }

  /**
   * {@return the stages of some processing of images, one below the other, such as image, noise and reconstruction of
   * an inversion, or image, mask and result of inpainting}
   *
   * @param title the title above the picture
   * @param stages names of the stages, from top to bottom, at least one
   * @param images the images at each stage, all of one shape
   * @throws IllegalArgumentException if numbers or shapes differ
   */
  public static BufferedImage stages(String title, List<String> stages, List<Images> images) {
    int count = requireAlike(stages, images);
    List<ImageSheet.Tile> tiles = images.stream().flatMap(stage -> tiles(stage).stream()).toList();
    return sheet(title, stages, blank(count)).draw(tiles);
  }

  /**
   * Samples, one per row, beside their nearest neighbours in the training set. They show whether a model reproduces
   * training images.
   *
   * @param title the title above the picture
   * @param samples [count]
   * @param neighbours [count × k], for each sample the nearest first
   * @param distances to them, [count × k], as captions
   * @return the picture
   * @throws IllegalArgumentException if numbers or sizes do not fit
   */
  public static BufferedImage neighbours(String title, Images samples, Images neighbours, double[] distances) {
    int k = neighbours.count() / samples.count();
    Check.sameLength("neighbours", neighbours.count(), "samples × k", samples.count() * k);
    Check.sameLength("neighbours", neighbours.count(), "distances", distances.length);
    Check.atLeast("neighbours per sample", k, 1);
    requireSameSize(samples, neighbours);
    List<String> names = IntStream.rangeClosed(0, k).mapToObj(c -> c == 0 ? "sample" : c == 1 ? "nearest" : "#" + c)
        .toList();
    List<ImageSheet.Tile> tiles = IntStream.range(0, samples.count() * (k + 1)).mapToObj(i -> i % (k + 1) == 0
        ? new ImageSheet.Tile(samples, i / (k + 1))
        : new ImageSheet.Tile(neighbours, i / (k + 1) * k + i % (k + 1) - 1)).toList();
    List<String> captions = IntStream.range(0, tiles.size()).mapToObj(i -> i % (k + 1) == 0
        ? ""
        : String.format(Locale.ROOT, "%.2f", distances[i / (k + 1) * k + i % (k + 1) - 1])).toList();
    return new ImageSheet(title, blank(samples.count()), names, captions, true).draw(tiles);
  }

  /** One column per set, one row per index. */
  private static BufferedImage beside(String title, List<String> names, List<Images> sets) {
    int count = requireAlike(names, sets);
    List<ImageSheet.Tile> tiles = IntStream.range(0, count).boxed()
        .flatMap(row -> sets.stream().map(set -> new ImageSheet.Tile(set, row))).toList();
    return sheet(title, blank(count), names).draw(tiles);
  }

  private static int requireAlike(List<String> names, List<Images> sets) {
    Check.atLeast("sets of images", sets.size(), 1);
    Check.sameLength("names", names.size(), "sets of images", sets.size());
    for (Images set : sets) {
      requireSameSize(sets.getFirst(), set);
      Check.sameLength("the first set of images", sets.getFirst().count(), "another", set.count());
    }
    return sets.getFirst().count();
  }

  private static void requireSameSize(Images a, Images b) {
    if (!a.sameSize(b)) {
      throw new IllegalArgumentException("images of %d × %d × %d beside images of %d × %d × %d".formatted(a.channels(),
          a.height(), a.width(), b.channels(), b.height(), b.width()));
    }
  }

  private static ImageSheet sheet(String title, List<String> rows, List<String> columns) {
    return new ImageSheet(title, rows, columns, List.of(), false);
  }

  private static List<String> blank(int count) {
    return Collections.nCopies(count, "");
  }

  private static List<ImageSheet.Tile> tiles(Images images) {
    return IntStream.range(0, images.count()).mapToObj(i -> new ImageSheet.Tile(images, i)).toList();
  }
}
