package dev.millrace.spark.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.coupling.Draws;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Sources;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.path.Schedules;
import dev.millrace.flow.path.SigmaForms;
import dev.millrace.flow.path.TimeDistributions;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.runs.Runs;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.spark.FlowSpark;
import dev.millrace.spark.rows.SampleOptions;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Measures the figures of docs/spark.md; the arguments name what is measured. */
final class Figures {
  private static final int STEPS = 4;

  private Figures() {
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    for (String argument : arguments) {
      switch (argument) {
        case "sum" -> sums();
        case "ranks" -> ranks();
        case "heap" -> heap();
        default -> rows(argument);
      }
    }
  }

  /** Milliseconds of a sum over ranks of one process, which are connected by sockets. */
  private static void sums() throws InterruptedException, ExecutionException {
    for (int length : new int[]{58_370, 1_800_000}) {
      for (int count : new int[]{2, 4, 8}) {
        int rounds = length > 1_000_000 ? 40 : 400;
        List<Double> millis = RanksTests.ofEach(count, ranks -> {
          float[] values = new float[length];
          for (int i = 0; i < rounds / 4; i++) {
            ranks.sum(values);
          }
          double[] times = new double[rounds];
          for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            ranks.sum(values);
            times[i] = (System.nanoTime() - start) / 1e6;
          }
          java.util.Arrays.sort(times);
          return times[rounds / 2];
        });
        System.out.printf("sum of %,d floats, %d ranks: median %.2f ms%n", length, count, millis.getFirst());
      }
    }
  }

  /** Steps a second of two ranks with a thread each, and of one training with two threads. */
  private static void ranks() throws InterruptedException, ExecutionException {
    MlpNetwork network = new MlpNetwork(new MlpShape(2, 128, 3, 1));
    FlowMatching objective = new FlowMatching(new Draws(new Gaussian(2), Sources.named("moons").orElseThrow()),
        Coupling.INDEPENDENT, Schedules.parse("linear"), SigmaForms.parse("none"), TimeDistributions.parse("uniform"));
    int steps = 60;
    TrainingOptions usual = TrainingOptions.defaults().withSteps(steps);
    for (int round = 0; round < 4; round++) {
      long start = System.nanoTime();
      new Trainer(objective, network, usual.withBatch(4096).withThreads(2)).run();
      double alone = (System.nanoTime() - start) / 1e6 / steps;
      long together = System.nanoTime();
      RanksTests.ofEach(2, ranks -> {
        TrainingState state = ranks.rank() == 0
            ? TrainingState.startingFrom(network.start(new Seed(1)))
            : Beginning.of(ranks.fromFirst(Beginning.END)).state();
        return new Trainer(objective, new RankNetwork(network, ranks, 1),
            usual.withBatch(2048).withThreads(1).withSeed(ranks.rank()), state).run();
      });
      double both = (System.nanoTime() - together) / 1e6 / steps;
      System.out.printf("batch 4,096: 2 threads %.2f ms a step, 2 ranks %.2f ms a step, efficiency %.0f %%%n", alone,
          both, 100 * alone / both);
    }
  }

  private static SparkSession session(String master) {
    return SparkSession.builder().master(master).config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1").config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "700m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions",
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC")
        .getOrCreate();
  }

  private static Path trained(Path folder, Map<String, Object> options) throws IOException {
    Path run = folder.resolve("run" + options.size());
    if (Files.notExists(run)) {
      Runs.of(Caller.silent()).train(TrainingRequest.of("moons", options, run).bare());
    }
    return run;
  }

  /** Rows a second of processor time and of the clock, on executors and by one thread without Spark. */
  private static void rows(String master) throws IOException {
    Path run = trained(Files.createTempDirectory("figures"), Map.of("steps", 20));
    long count = 400_000;
    plain(run, count);
    SparkSession spark = session(master);
    AtomicLong cpu = new AtomicLong();
    spark.sparkContext().addSparkListener(new SparkListener() {
      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        cpu.addAndGet(end.taskMetrics().executorCpuTime());
      }
    });
    for (int round = 0; round < 3; round++) {
      Dataset<Row> rows = FlowSpark.sample(spark, run.toString(), count,
          SampleOptions.defaults().withSteps(STEPS).withSeed(round));
      cpu.set(0);
      long start = System.nanoTime();
      rows.write().format("noop").mode("overwrite").save();
      double seconds = (System.nanoTime() - start) / 1e9;
      sleep();
      System.out.printf("%s: %,d rows in %.1f s, %.2f s of processor time: %,.0f rows a second of processor time%n",
          master, count, seconds, cpu.get() / 1e9, count / (cpu.get() / 1e9));
    }
    plain(run, count);
    spark.stop();
  }

  /** The last events of a job come after it. */
  private static void sleep() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void plain(Path run, long count) throws IOException {
    try (LoadedRun loaded = Runs.of(Caller.silent()).open(run).load(new Device("auto", "auto", 1))) {
      for (int round = 0; round < 2; round++) {
        RowSource source = loaded.rows(new RowSettings(STEPS, null, null, null, null, null), new Seed(round));
        long start = System.nanoTime();
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (long at = 0; at < count; at += 4096) {
          source.group().draw(List.of(new RowRange(source, at, (int) Math.min(4096, count - at))));
        }
        double used = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1e9;
        System.out.printf("without Spark: %,d rows in %.1f s, %.2f s of processor time: %,.0f rows a second of it%n",
            count, (System.nanoTime() - start) / 1e9, used, count / used);
      }
    }
  }

  /** The heap after a collection, in the process that is driver and executor. */
  private static void heap() throws IOException {
    Path run = trained(Files.createTempDirectory("figures"), Map.of("steps", 20, "hidden", 8, "layers", 1));
    SparkSession spark = session("local[2]");
    for (long count : new long[]{100_000, 1_000_000, 10_000_000, 30_000_000}) {
      long start = System.nanoTime();
      FlowSpark.sample(spark, run.toString(), count, SampleOptions.defaults().withSteps(1)).write().format("noop")
          .mode("overwrite").save();
      double seconds = (System.nanoTime() - start) / 1e9;
      System.gc();
      System.out.printf("%,d rows in %.1f s: %.1f MB of heap%n", count, seconds,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
    }
    spark.stop();
  }
}
