package dev.millrace.tables.published;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.MinibatchOt;
import dev.millrace.flow.train.AdamW;
import dev.millrace.flow.train.LearningRate;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.MaskShares;
import dev.millrace.tables.train.TableOptions;

/**
 * Trains on the tables of ForestDiffusion with options that {@code reproduce forest} does not have, and prints W1 to the
 * test rows over that of the training rows by number of steps, with a star below Forest-Flow. Arguments are KEY=VALUE:
 * data, the folder of the tables, sets, splits, seeds, and options of the training; {@code joint=true} draws all columns
 * instead of the label first.
 */
public final class ForestBench {
  private final Map<String, String> arguments = new HashMap<>();

  private ForestBench(String[] args) {
    for (String arg : args) {
      arguments.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
  }

  public static void main(String[] args) throws IOException {
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

  private void run() throws IOException {
    List<ForestSet> sets = ForestSet.read(Path.of(text("data", System.getenv().getOrDefault("MILLRACE_TABLES", ""))),
        Arrays.asList(text("sets", String.join(",", ForestOptions.SETS)).split(",")), Caller.silent());
    int[] counts = Arrays.stream(text("at", "1,2,4,8,25").split(",")).mapToInt(Integer::parseInt).toArray();
    int splits = (int) number("splits", 3);
    int seeds = (int) number("seeds", 1);
    int draws = (int) number("draws", 1);
    double[] ratios = new double[counts.length];
    int[] won = new int[counts.length];
    double[][] others = new double[counts.length][3];
    System.out.printf(Locale.ROOT, "%-14s W1/oracle at %s | coverage, W1tr/W1te, DCR at first and 8 | train s, cpu%n",
        "", Arrays.toString(counts));
    for (ForestSet set : sets) {
      double[] w1 = new double[counts.length];
      double[][] more = new double[counts.length][3];
      double oracle = 0;
      double seconds = 0;
      double cpu = 0;
      for (ForestSplit split : set.splits().subList(0, splits)) {
        oracle += ForestFigures.distances(split, split.train()).w1Test() / splits;
        for (int seed = 0; seed < seeds; seed++) {
          long start = System.nanoTime();
          long cpuStart = cpuNanos();
          TableModel model = trained(split, seed);
          seconds += (System.nanoTime() - start) * 1e-9 / splits / seeds;
          cpu += (cpuNanos() - cpuStart) * 1e-9 / splits / seeds;
          for (int k = 0; k < counts.length * draws; k++) {
            measure(model, split, seed + 1000 * (k / counts.length), counts, k % counts.length, w1, more,
                splits * seeds * draws);
          }
        }
      }
      double published = PublishedFigures.of(set.name(), PublishedFigures.FOREST_FLOW).w1Test()
          / PublishedFigures.of(set.name(), PublishedFigures.ORACLE).w1Test();
      List<String> line = new ArrayList<>();
      for (int k = 0; k < counts.length; k++) {
        // The oracle of the splits that were trained, so that fewer than three can be compared with the published mean.
        double ratio = w1[k] / oracle;
        boolean wins = ratio < published;
        ratios[k] += ratio / sets.size();
        won[k] += wins ? 1 : 0;
        line.add(String.format(Locale.ROOT, "%.3f%s", ratio, wins ? "*" : " "));
        for (int m = 0; m < 3; m++) {
          others[k][m] += more[k][m] / sets.size();
        }
      }
      System.out.printf(Locale.ROOT, "%-14s %s | %s | %.1f %.1f%n", set.name(), String.join(" ", line),
          figures(counts, more), seconds, cpu);
    }
    List<String> line = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      line.add(String.format(Locale.ROOT, "%.3f(%d)", ratios[k], won[k]));
    }
    System.out.printf(Locale.ROOT, "%-14s %s | %s%n", "mean (won)", String.join(" ", line), figures(counts, others));
  }

  private TableModel trained(ForestSplit split, int seed) {
    Table train = split.train();
    TableModel model = TableModel.train(train, split.label(),
        text("relations", "false").equals("true") ? Relations.find(train, split.label()) : Relations.NONE,
        options(train.rows(), split.label() >= 0, seed), _ -> {});
    return Boolean.parseBoolean(text("joint", "false"))
        ? new TableModel(model.encoding(), model.relations(), model.network(), -1, List.of(), Map.of())
        : model;
  }

  private static void measure(TableModel model, ForestSplit split, int seed, int[] counts, int k, double[] w1,
      double[][] more, double weight) {
    ForestFigures figures = ForestFigures.distances(split,
        model.sample(split.train().rows(), SampleOptions.of(seed, counts[k])));
    w1[k] += figures.w1Test() / weight;
    more[k][0] += figures.coverage() / weight;
    more[k][1] += figures.w1Train() / figures.w1Test() / weight;
    more[k][2] += figures.closeness() / weight;
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
}
