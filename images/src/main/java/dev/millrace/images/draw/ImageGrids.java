package dev.millrace.images.draw;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.runs.open.Classes;

/** The layout of sampled images. */
public final class ImageGrids {
  private static final int LEAST_ACROSS = 3;
  private static final int MOST_ACROSS = 20;
  private static final int STRIP_ROWS = 10;
  private static final int STRIP_COLUMNS = 11;
  private static final int FEW_COLUMNS = 5;

  private ImageGrids() {
  }

  /**
   * {@return the name of a run in titles}
   *
   * @param run the run
   */
  public static String name(ImageRun run) {
    Path name = run.run().path().toAbsolutePath().normalize().getFileName();
    return name == null ? "run" : name.toString();
  }

  /**
   * {@return a number without trailing zeros}
   *
   * @param number the number
   */
  public static String shown(double number) {
    return Double.toString(number).replaceFirst("\\.0$", "");
  }

  /**
   * {@return a row for each class if that gives a good shape; otherwise a square, with captions if there are several
   * classes}
   *
   * @param title the title above the picture
   * @param run the run
   * @param values [count, channels, height, width]
   * @param wanted the classes that images have in turn by their number
   * @param first the number of the first image
   */
  public static BufferedImage byClass(String title, ImageRun run, float[] values, List<Integer> wanted, long first) {
    Images images = run.images(values);
    Classes classes = run.classes();
    int across = images.count() / Math.max(1, wanted.size());
    boolean rows = wanted.size() > 1 && images.count() % wanted.size() == 0;
    if (rows && across >= LEAST_ACROSS && across <= MOST_ACROSS) {
      int size = wanted.size();
      int[] order = IntStream.range(0, images.count())
          .map(at -> Math.floorMod(at / across - first, size) + at % across * size).toArray();
      return ImagePictures.grid(title, run.images(take(values, order, run.net().dim())),
          wanted.stream().map(classes::name).toList(),
          Collections.nCopies(across, ""));
    }
    if (wanted.size() > 1) {
      List<String> captions = Arrays.stream(Classes.inTurn(wanted, first, images.count())).mapToObj(classes::name)
          .toList();
      return ImagePictures.grid(title, images, square(images.count()), captions);
    }
    return ImagePictures.grid(title, images, square(images.count()));
  }

  /**
   * {@return the number of columns that makes a square of this many images}
   *
   * @param count how many
   */
  public static int square(int count) {
    return (int) Math.ceil(Math.sqrt(count));
  }

  /**
   * {@return the trajectories of some samples: the first ones, or the first of each class}
   *
   * @param title the title above the picture
   * @param run the run
   * @param states the images at each time
   * @param labels the class of each image
   * @param times the times
   */
  public static BufferedImage strip(String title, ImageRun run, float[][] states, int[] labels, double[] times) {
    int dim = run.net().dim();
    int[] rows = rows(labels, states[0].length / dim);
    int columns = stripColumns(times.length - 1);
    int[] at = IntStream.range(0, columns).map(c -> Math.round((float) c * (times.length - 1) / (columns - 1)))
        .toArray();
    List<Images> shown = Arrays.stream(at).mapToObj(k -> run.images(take(states[k], rows, dim))).toList();
    return ImagePictures.strips(title, shown, Arrays.stream(at).mapToDouble(k -> times[k]).toArray());
  }

  /** As many columns as fit, or fewer if they are then equally many steps apart. */
  private static int stripColumns(int steps) {
    int most = Math.min(STRIP_COLUMNS, steps + 1);
    return IntStream.iterate(most, columns -> columns >= FEW_COLUMNS, columns -> columns - 1)
        .filter(columns -> steps % (columns - 1) == 0).findFirst().orElse(most);
  }

  private static int[] rows(int[] labels, int count) {
    int[] firsts = IntStream.range(0, labels.length)
        .filter(i -> IntStream.range(0, i).noneMatch(j -> labels[j] == labels[i])).limit(STRIP_ROWS).toArray();
    return firsts.length > 1 ? firsts : IntStream.range(0, Math.min(STRIP_ROWS, count)).toArray();
  }

  private static float[] take(float[] values, int[] rows, int dim) {
    float[] taken = new float[Sizes.product(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * dim, taken, i * dim, dim);
    }
    return taken;
  }
}
