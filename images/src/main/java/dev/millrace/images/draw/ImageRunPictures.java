package dev.millrace.images.draw;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.millrace.flow.Sizes;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageNeighbours;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.plot.Picture;
import dev.millrace.plot.Pictures;
import dev.millrace.plot.Series;
import dev.millrace.runs.draw.Gallery;
import dev.millrace.runs.draw.LossPicture;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.ShellWords;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;
import tools.jackson.databind.JsonNode;

/** The pictures of a run of images. All start from the same noise. */
public final class ImageRunPictures implements Gallery {
  private static final List<String> KINDS = List.of("samples", "steps", "strips", "guidance", "neighbours", "quality",
      "loss");
  private static final int COLUMNS = 10;
  private static final int MOST_ROWS = 20;
  private static final int FEW_STEPS = 4;
  private static final int MANY_STEPS = 20;
  private static final int NEIGHBOURS = 6;
  private static final int[] STEPS = {1, 2, 4, 10, 100};
  private static final double[] GUIDANCE = {0, 1, 2, 4};

  private final ImageRun run;
  private final Truth truth;
  private final ImageFlow flow;
  private final String data;
  private final int classes;
  /** The most rows of pictures with one row per class. */
  private final int rows;

  /** Reads the run's images if a picture needs them. */
  public interface Truth {
    /**
     * Reads the images.
     *
     * @return the images
     * @throws IOException if reading fails
     */
    ImageData read() throws IOException;
  }

  private ImageRunPictures(ImageRun run, Truth truth, ImageFlow flow) {
    this.run = run;
    this.truth = truth;
    this.flow = flow;
    data = DataNames.shortName(run.config().data());
    classes = run.net().classes();
    rows = classes == 0 ? COLUMNS : Math.min(classes, MOST_ROWS);
  }

  /**
   * Draws pictures and returns the files.
   *
   * @param run the run
   * @param truth reads the run's images
   * @param torch what the network runs on
   * @param kind one of the kinds, or "all" for those that can be drawn
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(ImageRun run, Truth truth, Torch torch, String kind) throws IOException {
    Gallery.requireName(kind, KINDS);
    try (ImageFlow flow = new ImageFlow(torch, run.model())) {
      return new ImageRunPictures(run, truth, flow).draw(kind, run.run().plots());
    }
  }

  @Override
  public List<String> names() {
    return KINDS;
  }

  @Override
  public boolean draw(String kind, PictureFiles files) throws IOException {
    if (kind.equals("quality") || kind.equals("loss")) {
      return Gallery.put(files, kind, kind.equals("loss") ? LossPicture.of(run.run(), data) : quality());
    }
    if (kind.equals("guidance") && classes == 0) {
      return false;
    }
    files.write(kind, switch (kind) {
      case "samples" -> samples();
      case "steps" -> steps();
      case "strips" -> strips();
      case "guidance" -> guidance();
      case "neighbours" -> neighbours();
      default -> throw new IllegalArgumentException(kind);
    });
    return true;
  }

  @Override
  public String obstacle(String kind) {
    return switch (kind) {
      case "guidance" -> run.run().path() + " was trained without classes";
      case "quality" -> "no figures in %s; '%s' measures them".formatted(run.run().evaluationFile(),
          ShellWords.line("millrace", "evaluate", run.run().path()));
      default -> "no training in " + run.run().log();
    };
  }

  private float[] noise(int count) {
    return ImageFlow.noise(count, run.net().dim(), new Seed(run.config().seed()), Seed.Purpose.PICTURE);
  }

  /** All classes in turn; empty for a network without classes. */
  private int[] inTurn(int count) {
    return ConditionalField.inTurn(classes, 0, count);
  }

  /** By the flow map, if the network has learnt one for this guidance. */
  private Images sample(float[] noise, int[] labels, double guidance, int steps) {
    return sample(ImageFlow.mapsWith(run.net(), guidance) ? flow.along(TimeGrid.uniform(steps)) : flow, noise, labels,
        guidance, steps);
  }

  private Images sample(ImageFlow way, float[] noise, int[] labels, double guidance, int steps) {
    return run.images(way.sample(solver(steps), noise, labels, guidance).points());
  }

  private static FixedStepSolver solver(int steps) {
    return new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(steps));
  }

  private BufferedImage samples() {
    float[] noise = noise(rows * COLUMNS);
    if (classes == 0) {
      return ImagePictures.grid(data + ": samples, " + FEW_STEPS + " steps", sample(noise, new int[0], 1, FEW_STEPS),
          COLUMNS);
    }
    int[] labels = IntStream.range(0, rows * COLUMNS).map(i -> i / COLUMNS).toArray();
    String title = String.format(Locale.ROOT, "%s: samples, %d steps, guidance %.0f", data, FEW_STEPS,
        ImageEvaluation.Plan.USUAL_GUIDANCE);
    return ImagePictures.grid(title, sample(noise, labels, ImageEvaluation.Plan.USUAL_GUIDANCE, FEW_STEPS),
        classNames(), Collections.nCopies(COLUMNS, ""));
  }

  private List<String> classNames() {
    List<String> names = run.model().classNames();
    return IntStream.range(0, rows).mapToObj(c -> c < names.size() ? names.get(c) : Integer.toString(c)).toList();
  }

  private BufferedImage steps() {
    float[] noise = noise(COLUMNS);
    List<Images> sets = Arrays.stream(STEPS).mapToObj(k -> sample(noise, inTurn(COLUMNS), 1, k)).toList();
    return ImagePictures.steps(data + ": the same noise in few and many steps", sets, STEPS);
  }

  private BufferedImage strips() {
    float[] noise = noise(COLUMNS);
    float[][] states = flow.follow(solver(MANY_STEPS), noise, inTurn(COLUMNS), 1).states();
    int[] shown = IntStream.rangeClosed(0, COLUMNS).map(k -> k * MANY_STEPS / COLUMNS).toArray();
    return ImagePictures.strips(data + ": from noise to images",
        Arrays.stream(shown).mapToObj(k -> run.images(states[k])).toList(),
        Arrays.stream(shown).mapToDouble(k -> (double) k / MANY_STEPS).toArray());
  }

  /** One row per class, all columns from the same noise. */
  private BufferedImage guidance() {
    float[] noise = noise(rows);
    int size = run.net().dim();
    float[] all = new float[Sizes.product(rows, GUIDANCE.length, size)];
    for (int w = 0; w < GUIDANCE.length; w++) {
      float[] column = sample(flow, noise, inTurn(rows), GUIDANCE[w], MANY_STEPS).values();
      for (int r = 0; r < rows; r++) {
        System.arraycopy(column, r * size, all, (r * GUIDANCE.length + w) * size, size);
      }
    }
    return ImagePictures.grid(data + ": samples at guidance 0, 1, 2 and 4", run.images(all), classNames(),
        Arrays.stream(GUIDANCE).mapToObj(w -> String.format(Locale.ROOT, "w = %.0f", w)).toList());
  }

  private BufferedImage neighbours() throws IOException {
    ImageSet training = truth.read().train();
    run.requireSize(training);
    Images samples = sample(noise(COLUMNS), inTurn(COLUMNS), 1, MANY_STEPS);
    ImageNeighbours found = ImageNeighbours.of(samples.values(), training, Math.min(NEIGHBOURS, training.count()),
        Runtime.getRuntime().availableProcessors());
    return ImagePictures.neighbours(data + ": samples and the nearest training images", samples,
        run.images(training.take(found.indices()).floats()), found.distances());
  }

  private Optional<Picture> quality() throws IOException {
    JsonNode evaluation = run.run().readEvaluation();
    double[] nfe = column(evaluation.path("rows"), "nfe");
    double[] fd = column(evaluation.path("rows"), "fd");
    if (nfe.length == 0 || Arrays.stream(nfe).anyMatch(n -> !(n > 0)) || Arrays.stream(fd).noneMatch(d -> d > 0)) {
      return Optional.empty();
    }
    String metric = evaluation.path("metric").asString("FD");
    JsonNode velocity = evaluation.path("velocityRows");
    List<Series> series = velocity.isEmpty()
        ? List.of(new Series("samples", nfe, fd))
        : List.of(new Series("flow map", nfe, fd),
            new Series("velocity", column(velocity, "nfe"), column(velocity, "fd")));
    return Optional.of(Pictures.quality(data + ": quality by function evaluations", metric + " to the test images",
        "floor: training images", series,
        evaluation.path("floor").path("fd").asDouble(Double.NaN), Double.NaN));
  }

  private static double[] column(JsonNode rows, String name) {
    double[] values = new double[rows.size()];
    Arrays.setAll(values, i -> rows.path(i).path(name).asDouble(Double.NaN));
    return values;
  }
}
