package dev.millrace.runs.published;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;

import static java.util.Map.entry;

/**
 * Table 2 of Tong et al. 2023 (arXiv 2307.03672): its problems, its published figures, and the rows that are trained
 * here. All rows except the last use the paper's network and training: an MLP of three hidden layers of width 64 with
 * SELU and the input [x, t], 20,000 steps of AdamW at 10⁻³ with weight decay 10⁻⁵, batches of 512, and no averaging of
 * the weights.
 */
public final class Sf2mTable {
  /** A pair of source and data; the data are those of the paper's code. */
  public enum Problem {
    /** From a Gaussian to eight Gaussians. */
    N_8GAUSSIANS("n-8gaussians", "gaussian", "sf2m-8gaussians", 0.303, 0.031, Double.NaN),
    /** From a Gaussian to two moons. */
    N_MOONS("n-moons", "gaussian", "sf2m-moons", 0.130, 0.083, 0.124),
    /** From a Gaussian to an S. */
    N_SCURVE("n-scurve", "gaussian", "sf2m-scurve", 0.144, 0.027, 0.128),
    /** From eight Gaussians to two moons. */
    GAUSSIANS_MOONS("8gaussians-moons", "sf2m-8gaussians", "sf2m-moons", 0.601, 0.015, Double.NaN);

    private final String label;
    final String source;
    final String data;
    /** Published W2 of OT-CFM. */
    final double otW2;
    /** Published NPE of OT-CFM. */
    final double otNpe;
    /** The least W2 that the paper reports for this problem; NaN if it is not known here. */
    final double bestW2;

    Problem(String label, String source, String data, double otW2, double otNpe, double bestW2) {
      this.label = label;
      this.source = source;
      this.data = data;
      this.otW2 = otW2;
      this.otNpe = otNpe;
      this.bestW2 = bestW2;
    }

    /** {@return the heading of its column in the table} */
    String heading() {
      return label.replace("n-", "N→").replace("-moons", "→moons").replace("N→→", "N→");
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /** A method with its network and training. */
  public enum Row {
    /** Conditional flow matching on straight paths with noise of standard deviation 0.1, as in the paper's code. */
    I_CFM("i-cfm", "I-CFM"),
    /** Minibatch optimal transport on straight paths without noise. */
    OT_CFM("ot-cfm", "OT-CFM"),
    /** Rectified flow: straight paths without noise (Liu et al. 2022). */
    RF1("1-rf", "1-RF"),
    /** One round of reflow of the previous row. */
    RF2("2-rf", "2-RF"),
    /** Semidiscrete optimal transport to 10,000 points (Mousavi-Hosseini et al. 2025). */
    SEMIDISCRETE("semidiscrete", "semidiscrete"),
    /** Millrace's defaults for network and training, with half the steps and optimal transport in large pools. */
    BEST("best", "Millrace");

    private final String label;
    final String heading;

    Row(String label, String heading) {
      this.label = label;
      this.heading = heading;
    }

    /** {@return the options that differ from the paper's network and training with independent pairs} */
    Map<String, Object> options() {
      return switch (this) {
        case I_CFM -> Map.of("sigma-min", "constant:0.1");
        case OT_CFM -> Map.of("coupling", "ot");
        case RF1, RF2 -> Map.of();
        case SEMIDISCRETE -> Map.of("coupling", "semidiscrete:10000");
        case BEST -> Map.ofEntries(entry("coupling", "ot"), entry("coupling-batch", 1024), entry("activation", "silu"),
            entry("time-input", "embedding"), entry("hidden", 128), entry("lr", 6e-3), entry("weight-decay", 0.0),
            entry("ema", 0.999), entry("warmup", 100), entry("decay", "cosine"), entry("clip", 1.0));
      };
    }

    @Override
    public String toString() {
      return label;
    }
  }

  private static final Map<String, Object> PAPER = Map.ofEntries(entry("hidden", 64), entry("layers", 3),
      entry("activation", "selu"), entry("time-input", "concatenated"), entry("batch", 512), entry("lr", 1e-3),
      entry("warmup", 0), entry("decay", "constant"), entry("weight-decay", 1e-5), entry("ema", 0.0),
      entry("clip", 0.0));

  private Sf2mTable() {
  }

  /** {@return the options of one training} */
  static RunConfig config(Problem problem, Row row, int seed, int steps) {
    RunConfig ofRow = ConfigFile.over(ConfigFile.over(RunConfig.defaults(), "", PAPER), "", row.options());
    return ConfigFile.over(ofRow, "", Map.of("data", problem.data, "source", problem.source, "seed", seed, "steps",
        row == Row.BEST ? (steps + 1) / 2 : steps, "threads", 1));
  }

  /**
   * The figures of one training.
   *
   * @param w2 between samples and true points
   * @param npe normalised path energy
   * @param floor W2 between two independent sets of true data
   */
  record Cell(Problem problem, Row row, double w2, double npe, double floor) {}

  /**
   * {@return the table in Markdown, with our figures beside the published ones}
   *
   * @param cells the figures of the table
   * @param problems the problems of the table
   * @param rows the figures
   */
  public static String markdown(List<Cell> cells, List<Problem> problems, List<Row> rows) {
    StringBuilder text = new StringBuilder("| row |");
    problems.forEach(problem -> text.append(" %s W2 |".formatted(problem.heading())));
    problems.forEach(problem -> text.append(" %s NPE |".formatted(problem.heading())));
    text.append("\n|---|").append("---:|".repeat(2 * problems.size())).append('\n');
    for (Row row : rows) {
      line(text, row.heading, problem -> spread(cells, problem, row, Cell::w2),
          problem -> spread(cells, problem, row, Cell::npe), problems);
    }
    line(text, "floor: two sets of true data", problem -> spread(cells, problem, rows.getFirst(), Cell::floor), _ -> "",
        problems);
    line(text, "OT-CFM, published", problem -> number(problem.otW2), problem -> number(problem.otNpe), problems);
    line(text, "least published W2", problem -> number(problem.bestW2), _ -> "", problems);
    return text.toString();
  }

  /**
   * The table with a description of how it was made, in Markdown.
   *
   * @param markdown the table
   * @param seeds number of seeds
   * @param steps training steps of each run
   * @param count points that samples are compared with
   * @return the document
   */
  public static String document(String markdown, int seeds, int steps, int count) {
    return """
        # Table 2 of Tong et al. 2023, trained again

        `millrace reproduce sf2m --seeds %d --steps %d --count %d` trains every row and measures it as the paper
        (arXiv 2307.03672) does: %,d samples by 100 Euler steps against as many true points, both drawn again for each
        seed, exact W2 (not squared), mean ± standard deviation over %d seeds. NPE is |E∫‖v‖²dt − W2²| / W2², with W2
        between the source and the true points.

        %s
        All rows except the last have the paper's network and training: three hidden layers of width 64 with SELU on
        [x, t], AdamW at 10⁻³ with weight decay 10⁻⁵, batches of 512, and no averaging of the weights; the last weights
        are measured. I-CFM adds noise of standard deviation 0.1 around the straight path, which is the default of the
        paper's code; the other rows add none. 2-RF learns from 100,000 pairs that 1-RF makes with 100 Euler steps.
        "Millrace" is our default network and training (three hidden layers of width 128 with SiLU and a time embedding,
        Adam at 6·10⁻³ with warm-up and cosine decay, EMA 0.999) with the same batches, half the steps, and exact
        optimal transport in pools of 1,024 pairs.

        Differences from the paper: new training points are drawn for each batch (the paper has 10,000 fixed ones;
        semidiscrete has 10,000 groups of 32). The floor is W2 between two independent sets of true data of the same size:
        a sampler can be below it only by chance. Published figures are OT-CFM of table 2, and the least W2
        in that column.
        """
        .formatted(seeds, steps, count, count, seeds, markdown);
  }

  private static void line(StringBuilder text, String heading, Function<Problem, String> w2,
      Function<Problem, String> npe, List<Problem> problems) {
    text.append("| ").append(heading).append(" |");
    problems.forEach(problem -> text.append(' ').append(w2.apply(problem)).append(" |"));
    problems.forEach(problem -> text.append(' ').append(npe.apply(problem)).append(" |"));
    text.append('\n');
  }

  /** The mean ± standard deviation over the seeds, as in the paper. */
  private static String spread(List<Cell> cells, Problem problem, Row row, ToDoubleFunction<Cell> figure) {
    double[] figures = cells.stream().filter(cell -> cell.problem == problem && cell.row == row).mapToDouble(figure)
        .toArray();
    double mean = Arrays.stream(figures).average().orElseThrow();
    double squares = Arrays.stream(figures).map(x -> (x - mean) * (x - mean)).sum();
    return figures.length == 1
        ? number(mean)
        : number(mean) + " ± " + number(Math.sqrt(squares / (figures.length - 1)));
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }
}
