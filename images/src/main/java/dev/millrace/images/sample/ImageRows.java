package dev.millrace.images.sample;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.random.Seed;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageRun;
import dev.millrace.plot.Png;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowBlocks;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.MapGuidance;
import dev.millrace.runs.sample.RowSteps;
import dev.millrace.torch.ImageFlow;

/** Images of a flow as a sequence of rows. If several classes are wanted, images have them in turn by their number. */
public final class ImageRows implements RowSource {
  private static final String NUMBERS = ".npy";
  private static final String LINES = ".jsonl";
  private static final String PICTURE = ".png";
  /** Images that go through all steps together. */
  private static final int TILE = 32;

  private final Group group;
  private final List<Integer> wanted;
  private final Seed seed;

  private ImageRows(Group group, List<Integer> wanted, Seed seed) {
    this.group = group;
    this.wanted = wanted;
    this.seed = seed;
  }

  /** What rows are drawn from: rows of the same one, and of no equal one, are drawn together. */
  public static final class Flow {
    private final ImageRun run;
    private final ImageFlow images;

    /**
     * What rows of a run are drawn from.
     *
     * @param run the run
     * @param images its flow on a device
     */
    public Flow(ImageRun run, ImageFlow images) {
      this.run = run;
      this.images = images;
    }

    /** {@return the run} */
    public ImageRun run() {
      return run;
    }

    /** {@return its flow on a device} */
    public ImageFlow images() {
      return images;
    }
  }

  /**
   * {@return a sequence of images}
   *
   * @param flow what they are drawn from
   * @param how how they are drawn
   * @param seed their seed
   * @throws InvalidInputException naming the setting that has no meaning for the flow
   */
  public static ImageRows of(Flow flow, RowSettings how, Seed seed) {
    how.requireNoneOfTables("images", flow.run.run().path());
    Classes classes = flow.run.classes();
    double guidance = classes.guidance(how.guidance());
    boolean maps = flow.run.net().spans() > 0 && how.solver() == null;
    if (maps) {
      MapGuidance.require(guidance, flow.run.net().spans() > 1, flow.run.run().path());
    }
    RowSteps by = RowSteps.of(how, maps, maps ? ImageSampling.USUAL_MAPS : ImageSampling.USUAL_STEPS);
    return new ImageRows(new Group(flow, by, guidance),
        how.classes() == null ? ImageSampling.usual(classes) : classes.parse("`class`", how.classes()), seed);
  }

  /** {@return the name of the solver: a method, or that of flow maps} */
  public String solver() {
    return group.by.name();
  }

  private List<Integer> shape() {
    return List.of(group.flow.run.net().channels(), group.flow.run.net().height(), group.flow.run.net().width());
  }

  @Override
  public List<RowColumn> columns() {
    return List.of(new RowColumn("image", RowColumn.ARRAY, shape()));
  }

  @Override
  public RowGroup group() {
    return group;
  }

  @Override
  public int tile() {
    return TILE;
  }

  @Override
  public List<String> endings() {
    return List.of(NUMBERS, PICTURE, LINES);
  }

  /** JSON lines hold an array of all numbers of an image. */
  @Override
  public AtomicFile.Body file(String ending, String name, int count, RowBlocks blocks) {
    return switch (ending) {
      case NUMBERS -> out -> {
        boolean[] begun = {false};
        blocks.each(block -> {
          if (!begun[0]) {
            begun[0] = true;
            List<Integer> shape = new ArrayList<>(List.of(count));
            shape.addAll(shape());
            Npy.writeHeader(out, shape);
          }
          Npy.writeElements(out, ((Block) block).values);
        });
      };
      case LINES -> out -> blocks
          .each(block -> JsonLines.write(out, Table.of(((Block) block).values, group.flow.run.net().dim(), List.of())));
      default -> {
        ImageFiles.requireRoom("images" + PICTURE, count, group.flow.run.net().height(), group.flow.run.net().width());
        yield out -> Png.write(picture(all(count, blocks)), out);
      }
    };
  }

  private Block all(int count, RowBlocks blocks) throws IOException {
    int dim = group.flow.run.net().dim();
    float[] all = new float[Math.multiplyExact(count, dim)];
    List<Block> parts = new ArrayList<>();
    blocks.each(block -> parts.add((Block) block));
    int at = 0;
    for (Block part : parts) {
      System.arraycopy(part.values, 0, all, at, part.values.length);
      at += part.values.length;
    }
    return new Block(parts.getFirst().first, all, dim);
  }

  private BufferedImage picture(Block all) {
    ImageRun run = group.flow.run;
    int steps = group.steps();
    String way = group.by.maps()
        ? Integration.maps(steps)
        : new Integration(group.by.name(), steps, null, null, null, null).title(steps);
    String title = ImageSampling.title("samples", run, wanted, group.guidance, way);
    return ImageGrids.byClass(title, run, all.values, wanted, all.first);
  }

  /** Images of this sequence from a number on, [rows, dim]. */
  // Never compared, so the array's identity as equality does no harm.
  @SuppressWarnings("ArrayRecordComponent")
  private record Block(long first, float[] values, int dim) implements RowBlock {
    @Override
    public int rows() {
      return values.length / dim;
    }

    @Override
    public double number(int row, int column) {
      throw new IllegalArgumentException("column %d holds arrays".formatted(column));
    }

    @Override
    public String text(int row, int column) {
      throw new IllegalArgumentException("column %d holds arrays".formatted(column));
    }

    @Override
    public void array(int row, int column, float[] into) {
      System.arraycopy(values, row * dim, into, 0, dim);
    }
  }

  /** How images are carried along a flow; each range is carried alone. */
  private record Group(Flow flow, RowSteps by, double guidance) implements RowGroup {
    @Override
    public int steps() {
      return by.count();
    }

    @Override
    public int nfe() {
      return by.nfe();
    }

    /** A weight of a convolution serves many pixels. */
    @Override
    public double work() {
      return (double) nfe() * flow.run.net().parameterCount() * flow.run.net().height();
    }

    private ImageFlow carrier() {
      return by.maps() ? flow.images.along(by.grid()) : flow.images;
    }

    private float[] start(RowRange range) {
      return ImageFlow.noise(range.from(), range.count(), flow.run.net().dim(), ((ImageRows) range.source()).seed,
          Seed.Purpose.SAMPLING, 0);
    }

    private static int[] labels(RowRange range) {
      return Classes.inTurn(((ImageRows) range.source()).wanted, range.from(), range.count());
    }

    private RowBlock block(RowRange range, float[] values) {
      return new Block(range.from(), values, flow.run.net().dim());
    }

    @Override
    public List<RowBlock> draw(List<RowRange> ranges) {
      ImageFlow carrier = carrier();
      return ranges.stream().map(range -> block(range,
          carrier.sample(by.method(), start(range), labels(range), guidance).points())).toList();
    }

    @Override
    public List<RowBlock> way(RowRange range) {
      float[][] states = carrier().follow(by.method(), start(range), labels(range), guidance).states();
      return Arrays.stream(states).map(state -> block(range, state)).toList();
    }
  }
}
