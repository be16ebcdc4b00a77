package dev.millrace.tables.published;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.measure.Closeness;
import dev.millrace.tables.measure.Coverage;
import dev.millrace.tables.measure.Gower;
import dev.millrace.tables.measure.RowTransport;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.MaskShares;
import dev.millrace.tables.train.TableOptions;

/**
 * Trains on the nine tables of ForestDiffusion and prints W1 to the test rows by number of steps, beside what is
 * published. Arguments are KEY=VALUE: sets, splits, seeds, and options of the training; {@code joint=true} draws all
 * columns instead of the label first.
 */
public final class ForestBench {
  private static final Map<String, double[]> ORACLE_AND_FOREST = Map.of("iris", new double[]{.2361, .328}, "wine",
      new double[]{1.4403, 1.421}, "breast_cancer", new double[]{1.8527, 1.749}, "glass", new double[]{.6306, .683},
      "ionosphere", new double[]{4.4178, 4.298}, "congress", new double[]{2.3998, 3.671}, "sonar",
      new double[]{8.5280, 8.380}, "vowel", new double[]{.6725, .727}, "concrete", new double[]{.4851, .542});
  private static final List<String> ORDER = List.of("iris", "wine", "breast_cancer", "glass", "ionosphere", "congress",
      "sonar", "vowel", "concrete");
  private static final List<String> VOWELS = List.of("hid", "hId", "hEd", "hAd", "hYd", "had", "hOd", "hod", "hUd",
      "hud", "hed");

  private final Map<String, String> arguments = new HashMap<>();

  private ForestBench(String[] args) {
    for (String arg : args) {
      arguments.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
  }

  public static void main(String[] args) {
    // Several trainings in one process, so that its code is compiled once: arguments after "/" are changes to those before.
    List<String> given = new ArrayList<>();
    for (int from = 0; from < args.length || from == 0;) {
      int to = from;
      while (to < args.length && !args[to].equals("/")) {
        to++;
      }
      List<String> part = Arrays.asList(args).subList(from, to);
      given.addAll(part);
      System.out.println(String.join(" ", part));
      new ForestBench(given.toArray(String[]::new)).run();
      from = to + 1;
    }
  }

  private String text(String key, String otherwise) {
    return arguments.getOrDefault(key, otherwise);
  }

  private double number(String key, double otherwise) {
    return arguments.containsKey(key) ? Double.parseDouble(arguments.get(key)) : otherwise;
  }

  private void run() {
    List<String> sets = Arrays.asList(text("sets", String.join(",", ORDER)).split(","));
    int[] counts = Arrays.stream(text("at", "1,2,4,8,25").split(",")).mapToInt(Integer::parseInt).toArray();
    int splits = (int) number("splits", 3);
    int seeds = (int) number("seeds", 1);
    int draws = (int) number("draws", 1);
    double[] ratios = new double[counts.length];
    int[] won = new int[counts.length];
    double[][] others = new double[counts.length][3];
    System.out.printf(Locale.ROOT, "%-14s W1/oracle at %s | coverage, W1tr/W1te, DCR at first and 8 | train s, cpu%n",
        "", Arrays.toString(counts));
    for (String set : sets) {
      double[] w1 = new double[counts.length];
      double[][] more = new double[counts.length][3];
      double oracle = 0;
      double seconds = 0;
      double cpu = 0;
      for (int split = 0; split < splits; split++) {
        Sets.Split parts = Sets.split(set, split);
        Table train = ordered(parts.train());
        Table test = ordered(parts.test());
        Gower gower = Gower.of(train, set.equals("vowel") ? Set.of(10) : Set.of());
        oracle += RowTransport.measure(gower, train, test, new Seed(1), 1).value().mean() / splits;
        int label = train.columns().getLast() instanceof Words ? train.width() - 1 : -1;
        for (int seed = 0; seed < seeds; seed++) {
          long start = System.nanoTime();
          long cpuStart = cpuNanos();
          TableModel model = TableModel.train(train, label,
              text("relations", "false").equals("true") ? Relations.find(train, label) : Relations.NONE,
              options(train.rows(), label >= 0, seed), _ -> {});
          seconds += (System.nanoTime() - start) * 1e-9 / splits / seeds;
          cpu += (cpuNanos() - cpuStart) * 1e-9 / splits / seeds;
          if (Boolean.parseBoolean(text("joint", "false"))) {
            model = new TableModel(model.encoding(), model.relations(), model.network(), -1, List.of(), Map.of());
          }
          for (int k = 0; k < counts.length * draws; k++) {
            measure(model, gower, train, test, seed, k / counts.length, counts, k % counts.length, w1, more,
                splits * seeds * draws);
          }
        }
      }
      double[] published = ORACLE_AND_FOREST.get(set);
      List<String> line = new ArrayList<>();
      for (int k = 0; k < counts.length; k++) {
        // The oracle of the splits that were trained, so that fewer than three can be compared with the published mean.
        double ratio = w1[k] / oracle;
        boolean wins = ratio < published[1] / published[0];
        ratios[k] += ratio / sets.size();
        won[k] += wins ? 1 : 0;
        line.add(String.format(Locale.ROOT, "%.3f%s", ratio, wins ? "*" : " "));
        for (int m = 0; m < 3; m++) {
          others[k][m] += more[k][m] / sets.size();
        }
      }
      System.out.printf(Locale.ROOT, "%-14s %s | %s | %.1f %.1f%n", set, String.join(" ", line),
          figures(counts, more), seconds, cpu);
    }
    List<String> line = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      line.add(String.format(Locale.ROOT, "%.3f(%d)", ratios[k], won[k]));
    }
    System.out.printf(Locale.ROOT, "%-14s %s | %s%n", "mean (won)", String.join(" ", line), figures(counts, others));
  }

  private static void measure(TableModel model, Gower gower, Table train, Table test, int seed, int draw, int[] counts,
      int k, double[] w1, double[][] more, double weight) {
    Table drawn = model.sample(train.rows(), SampleOptions.of(seed + 1000 * draw, counts[k]));
    double toTest = RowTransport.measure(gower, drawn, test, new Seed(1), 1).value().mean();
    w1[k] += toTest / weight;
    if (counts[k] == 1 || counts[k] == 8) {
      more[k][0] += Coverage.measure(gower, test, drawn, new Seed(1), 1) / weight;
      more[k][1] += RowTransport.measure(gower, drawn, train, new Seed(1), 1).value().mean() / toTest / weight;
      more[k][2] += Closeness.measure(gower, train, test, drawn, new Seed(1), 1).share().mean() / weight;
    }
  }

  private static String figures(int[] counts, double[][] more) {
    List<String> texts = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] == 1 || counts[k] == 8) {
        texts.add(String.format(Locale.ROOT, "%.3f %.2f %.2f", more[k][0], more[k][1], more[k][2]));
      }
    }
    return String.join(" ; ", texts);
  }

  private TableOptions options(int rows, boolean labelled, int seed) {
    TableOptions options = TableOptions.defaults(rows, labelled);
    TrainingOptions training = options.training();
    int steps = (int) (number("steps", training.steps()) * number("stepfactor", 1));
    int batch = (int) number("batch", training.batch());
    training = training.withSteps(steps).withBatch(batch)
        .withLearningRate(new LearningRate(number("lr", training.learningRate().peak()), 100, true))
        .withEma(number("ema", training.ema())).withClip(number("clip", training.clip()))
        .withOptimizer(new AdamW(.9, number("beta2", .999), 1e-8, number("decay", 0))).withSeed(seed)
        .withThreads((int) number("threads", 1));
    String[] shares = text("shares", options.shares().label() + "," + options.shares().some()).split(",");
    Coupling coupling = text("ot", "true").equals("true") ? new MinibatchOt() : Coupling.INDEPENDENT;
    return options.withPool((int) number("pool", options.pool())).withHidden((int) number("hidden", options.hidden()))
        .withLayers((int) number("layers", options.layers()))
        .withShares(new MaskShares(labelled ? Double.parseDouble(shares[0]) : 0, Double.parseDouble(shares[1])))
        .withCoupling(coupling).withTraining(training);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Table ordered(Table table) {
    return new Table(table.columns().stream()
        .map(column -> column instanceof Words words && Set.copyOf(words.levels()).equals(Set.copyOf(VOWELS))
            ? new Words(words.name(), IntStream.of(words.codes())
                .map(code -> VOWELS.indexOf(words.levels().get(code))).toArray(), VOWELS)
            : column)
        .toList());
  }
}
