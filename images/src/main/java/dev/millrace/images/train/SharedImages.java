package dev.millrace.images.train;

import java.io.Serial;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.LabelledRows;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.shared.LabelColumn;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedTraining;
import dev.millrace.torch.ImageConfig;
import org.jspecify.annotations.Nullable;

/** A flow of images that lie on several machines: one column of them, and perhaps one of their classes. */
public final class SharedImages implements SharedTraining<ImageSurvey> {
  /** The data of a run whose images are in no file: it says that they are images. */
  private static final String UNKNOWN_DATA = "images:unknown";

  private final ImageConfig config;
  private final ImageColumn images;
  private final @Nullable LabelColumn labels;

  private SharedImages(ImageConfig config, ImageColumn images, @Nullable LabelColumn labels) {
    this.config = config;
    this.images = images;
    this.labels = labels;
  }

  /**
   * Checks options and columns.
   *
   * @param config the options; their data, if they are the name of some, are those of the rows
   * @param columns one of arrays, and perhaps one of classes
   * @return the training
   * @throws InvalidInputException naming what has no place in a training of several machines
   */
  public static SharedImages of(ImageConfig config, List<SharedColumn> columns) {
    ImageConfig named = ImageSources.isImages(config.data())
        ? config
        : ConfigFile.over(config, "", Map.of("data", UNKNOWN_DATA));
    named.check();
    if (named.pairsFolder().isPresent()) {
      throw new InvalidInputException("`coupling` %s: pairs are trained on by reflow".formatted(named.coupling()));
    }
    if (named.size() != 0 || named.channels() != 0) {
      throw new InvalidInputException("`%s`: images of rows are taken as they are; expected 0".formatted(
          named.size() != 0 ? "size" : "channels"));
    }
    ImageColumn images = ImageColumn.of(columns);
    List<Integer> others = IntStream.range(0, columns.size()).filter(k -> k != images.at()).boxed().toList();
    if (others.size() > 1) {
      throw new InvalidInputException("columns %s and %s: expected one column of classes at most, beside the images"
          .formatted(columns.get(others.get(0)).name(), columns.get(others.get(1)).name()));
    }
    LabelColumn labels = others.isEmpty() || named.unconditional()
        ? null
        : new LabelColumn(others.getFirst(), columns.get(others.getFirst()).name());
    if (labels == null && (named.classAware() || named.guided())) {
      throw new InvalidInputException(
          "`%s`: the rows have no column of classes".formatted(named.guided() ? "guided" : "class-aware"));
    }
    return new SharedImages(named, images, labels);
  }

  @Override
  public ImageSurvey survey() {
    return new ImageSurvey(images, labels);
  }

  @Override
  public RankRows rows(ImageSurvey all, int ranks) {
    HashMap<String, Integer> classes = new HashMap<>();
    List<String> names = List.of();
    if (labels != null) {
      LabelledRows.Classed classed = LabelledRows.classed("column " + labels.name(), all.labels());
      for (int i = 0; i < all.labels().size(); i++) {
        classes.put(all.labels().get(i), classed.classes().get(i));
      }
      names = classed.names().isEmpty()
          ? IntStream.range(0, classes.size()).mapToObj(Integer::toString).toList()
          : classed.names();
    }
    int[] shape = images.shape(all.length()).stream().mapToInt(Integer::intValue).toArray();
    return new Rows(new HashMap<>(ConfigFile.values(config)), images, labels, shape, classes,
        names.toArray(String[]::new), all.hash());
  }

  /** What travels to the ranks. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Rows(HashMap<String, Object> options, ImageColumn images, @Nullable LabelColumn labels, int[] shape,
      HashMap<String, Integer> classes, String[] classNames, String hash) implements RankRows {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public ImageConfig config() {
      return ConfigFile.over(ImageConfig.defaults(), "", options);
    }

    @Override
    public Reading reading(TrainingConfig own) {
      return new OfImages(this, (ImageConfig) own);
    }
  }

  private static final class OfImages implements RankRows.Reading {
    private static final int FIRST_IMAGES = 64;

    private final Rows rows;
    private final ImageConfig own;
    private final int length;
    private byte[] pixels;
    private int count;
    private final IntStream.Builder labels = IntStream.builder();

    OfImages(Rows rows, ImageConfig own) {
      this.rows = rows;
      this.own = own;
      this.length = Arrays.stream(rows.shape).reduce(1, Math::multiplyExact);
      this.pixels = new byte[FIRST_IMAGES * length];
    }

    @Override
    public void add(@Nullable Object[] row) {
      byte[] image = rows.images.pixels(row);
      if (image.length != length) {
        throw new InvalidInputException("column %s: an image of %d numbers appeared after the rows were surveyed; "
            .formatted(rows.images.name(), image.length) + "expected rows that do not change");
      }
      long end = (count + 1L) * length;
      if (end > Integer.MAX_VALUE - 8) {
        throw new InvalidInputException(
            "more than %d images for one rank; expected more `ranks`".formatted(count));
      }
      if (end > pixels.length) {
        pixels = Arrays.copyOf(pixels, (int) Math.min(Integer.MAX_VALUE - 8, 2L * pixels.length));
      }
      System.arraycopy(image, 0, pixels, count * length, length);
      count++;
      if (rows.labels != null) {
        labels.add(rows.labels.classOf(row, rows.classes));
      }
    }

    @Override
    public RankPart part() {
      if (count < own.batch()) {
        throw new InvalidInputException(
            "a rank has %d images, expected at least its share of `batch`, which is %d".formatted(count, own.batch()));
      }
      ImageSet set = new ImageSet("the images of the rows", rows.shape[0], rows.shape[1], rows.shape[2],
          Arrays.copyOf(pixels, count * length), labels.build().toArray(), List.of(rows.classNames));
      return ImagePart.of(own, set, rows.hash);
    }
  }
}
