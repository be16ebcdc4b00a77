package dev.millrace.runs.sample;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.JsonLines;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Table;
import dev.millrace.flow.io.WordColumn;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.runs.rows.RowBlock;
import dev.millrace.runs.rows.RowBlocks;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.runs.rows.RowGroup;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.text.DataNames;
import org.jspecify.annotations.Nullable;

/** Points of a flow as a sequence of rows. Those of several sequences are carried along the flow together. */
public final class PointRows implements RowSource {
  private final Group group;
  private final ClassChoice classes;
  private final Seed seed;

  private PointRows(Group group, ClassChoice classes, Seed seed) {
    this.group = group;
    this.classes = classes;
    this.seed = seed;
  }

  /** What rows are drawn from: rows of the same one, and of no equal one, are drawn together. */
  public static final class Flow {
    private final PointSampling.Subject subject;
    private final Distribution source;
    private final int threads;

    /**
     * What rows of a flow are drawn from.
     *
     * @param subject the flow
     * @param threads the most threads, at least 1
     */
    public Flow(PointSampling.Subject subject, int threads) {
      FlowModel model = subject.model();
      this.subject = subject;
      this.source = DataSource.source(model.source(), model.velocity().shape().dim());
      this.threads = threads;
    }

    /** {@return the flow} */
    public PointSampling.Subject subject() {
      return subject;
    }

    /** {@return the most threads} */
    public int threads() {
      return threads;
    }

    int dim() {
      return source.dim();
    }
  }

  /**
   * {@return a sequence of points}
   *
   * @param flow what they are drawn from
   * @param how how they are drawn
   * @param seed their seed
   * @throws InvalidInputException naming the setting that has no meaning for the flow
   */
  public static PointRows of(Flow flow, RowSettings how, Seed seed) {
    how.requireNoneOfTables("points", flow.subject.run().path());
    FlowModel model = flow.subject.model();
    ClassChoice classes = ClassChoice.of(flow.subject.classes(), how.classes(), how.guidance());
    boolean maps = model.isFlowMap() && how.solver() == null;
    if (maps) {
      classes.requireMaps(model);
    }
    RowSteps by = RowSteps.of(how, maps, PointSampling.usualSteps(model, classes, maps, false));
    return new PointRows(new Group(flow, by, classes.guidance()), classes, seed);
  }

  /** {@return the name of the solver: a method, or that of flow maps} */
  public String solver() {
    return group.by.name();
  }

  @Override
  public List<RowColumn> columns() {
    List<String> names = group.flow.subject.model().columns();
    List<RowColumn> columns = new ArrayList<>();
    for (int k = 0; k < group.flow.dim(); k++) {
      columns.add(new RowColumn(
          !names.isEmpty() ? names.get(k) : classes.isSeveral() ? PointFiles.usualNames(group.flow.dim()).get(k) : "",
          RowColumn.NUMBER));
    }
    if (classes.isSeveral()) {
      columns.add(new RowColumn(group.flow.subject.classColumn(), RowColumn.WORD));
    }
    return columns;
  }

  @Override
  public RowGroup group() {
    return group;
  }

  @Override
  public int tile() {
    return 1;
  }

  @Override
  public List<String> endings() {
    return group.flow.dim() < 2
        ? PointFiles.ENDINGS.stream().filter(e -> !e.equals(".png")).toList()
        : PointFiles.ENDINGS;
  }

  @Override
  public AtomicFile.Body file(String ending, String name, int count, RowBlocks blocks) {
    return switch (ending) {
      case ".npy" -> out -> {
        boolean[] begun = {false};
        blocks.each(rows -> {
          float[] floats = ((Block) rows).table.floats();
          NotFinite.checkRange(name, floats, group.flow.dim());
          if (!begun[0]) {
            begun[0] = true;
            Npy.writeHeader(out, List.of(count, group.flow.dim()));
          }
          Npy.writeElements(out, floats);
        });
      };
      case ".csv" -> out -> {
        boolean[] begun = {false};
        blocks.each(rows -> {
          Block block = (Block) rows;
          Csv.write(out, begun[0] ? withoutNames(block.table) : block.named(), block.words());
          begun[0] = true;
        });
      };
      case ".jsonl" -> out -> blocks.each(rows -> JsonLines.write(out, ((Block) rows).named(), ((Block) rows).words()));
      default -> out -> all(blocks).picture(name).writeTo(out);
    };
  }

  private static Table withoutNames(Table table) {
    return new Table(table.values(), table.columns(), List.of(), table.wide());
  }

  private Block all(RowBlocks blocks) throws IOException {
    List<Block> parts = new ArrayList<>();
    blocks.each(rows -> parts.add((Block) rows));
    double[] values = new double[parts.stream().mapToInt(part -> part.table.values().length).sum()];
    int at = 0;
    for (Block part : parts) {
      System.arraycopy(part.table.values(), 0, values, at, part.table.values().length);
      at += part.table.values().length;
    }
    int[] labels = parts.stream().flatMapToInt(part -> Arrays.stream(part.labels)).toArray();
    Table first = parts.getFirst().table;
    return new Block(new Table(values, first.columns(), first.names(), first.wide()), labels);
  }

  private PointFiles.Labels labelled(int[] labels) {
    return new PointFiles.Labels(labels, classes.known()::name, classes.known()::inFiles,
        group.flow.subject.classColumn());
  }

  /** Rows of this sequence. */
  private final class Block implements RowBlock {
    private final Table table;
    private final int[] labels;

    /** @param labels the class of each row; empty if they are not of several classes */
    Block(Table table, int[] labels) {
      this.table = table;
      this.labels = labels;
    }

    /** The rows with the names that columns have in files with a column of words. */
    Table named() {
      return labels.length > 0 ? PointFiles.named(table) : table;
    }

    @Nullable
    WordColumn words() {
      return labels.length == 0 ? null : labelled(labels).words();
    }

    AtomicFile.Body picture(String name) {
      String title = "samples of " + DataNames.shortName(group.flow.subject.run().path().toString());
      return labels.length == 0
          ? PointFiles.of(".png", name, table, title + classes.shown().replaceFirst(" of", ","))
          : PointFiles.ofClasses(".png", name, table, labelled(labels), title);
    }

    @Override
    public int rows() {
      return table.rows();
    }

    @Override
    public double number(int row, int column) {
      return table.values()[row * table.columns() + Objects.checkIndex(column, table.columns())];
    }

    @Override
    public String text(int row, int column) {
      if (column == table.columns() && labels.length > 0) {
        return classes.known().inFiles(labels[row]);
      }
      return table.wide()[column] ? Double.toString(number(row, column)) : Float.toString((float) number(row, column));
    }
  }

  /** How points are carried along a flow. */
  private record Group(Flow flow, RowSteps by, double guidance) implements RowGroup {
    @Override
    public int steps() {
      return by.count();
    }

    @Override
    public int nfe() {
      return by.nfe();
    }

    @Override
    public double work() {
      return (double) nfe() * flow.subject.model().velocity().shape().parameters();
    }

    @Override
    public List<RowBlock> draw(List<RowRange> ranges) {
      int dim = flow.dim();
      int rows = Math.toIntExact(ranges.stream().mapToLong(RowRange::count).sum());
      boolean labelled = flow.subject.classes().count() > 0;
      float[] start = new float[Math.multiplyExact(rows, dim)];
      int[] labels = new int[labelled ? rows : 0];
      int at = 0;
      for (RowRange range : ranges) {
        PointRows of = (PointRows) range.source();
        float[] noise = Sampler.startPoints(flow.source, range.from(), range.count(), of.seed);
        System.arraycopy(noise, 0, start, at * dim, noise.length);
        if (labelled) {
          System.arraycopy(of.classes.labels(range.from(), range.count()), 0, labels, at, range.count());
        }
        at += range.count();
      }
      float[] ends = carried(start, labels);
      List<RowBlock> blocks = new ArrayList<>(ranges.size());
      at = 0;
      for (RowRange range : ranges) {
        int next = at + range.count();
        blocks.add(((PointRows) range.source()).block(
            ranges.size() == 1 ? ends : Arrays.copyOfRange(ends, at * dim, next * dim),
            labelled ? Arrays.copyOfRange(labels, at, next) : labels));
        at = next;
      }
      return blocks;
    }

    private float[] carried(float[] start, int[] labels) {
      FlowModel model = flow.subject.model();
      ClassChoice guided = new ClassChoice(flow.subject.classes(), List.of(), guidance);
      RowField<float[]> field = by.maps()
          ? guided.maps(model, by.grid(), labels)
          : guided.field(model.velocity(), labels);
      return new Sampler(by.method(), flow.threads).sample(field, start, flow.dim()).points();
    }
  }

  private Block block(float[] ends, int[] labels) {
    FlowModel model = group.flow.subject.model();
    return new Block(model.standardizer().decode(ends, model.columns()), classes.isSeveral() ? labels : new int[0]);
  }
}
