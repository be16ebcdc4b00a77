package dev.millrace.spark.rows;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.runs.Runs;
import dev.millrace.runs.manage.TrainingRequest;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.spark.FlowSpark;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * Measures the figures of docs/spark.md on samples: rows a second by executors of one core and by {@code millrace sample} on
 * as many threads, and the heap of the driver. The argument is the number of rows.
 */
final class RowFigures {
  private static final Runs RUNS = Runs.of(Caller.silent());
  private static final int STEPS = 2;
  private static final int WARM_UP_SHARE = 10;
  private static final int PARTITIONS = 8;

  private final int count;
  private final Path folder;
  private final Path usual;

  private RowFigures(int count) throws IOException {
    this.count = count;
    this.folder = Files.createTempDirectory("figures");
    this.usual = trained("usual", Map.of("steps", 20));
  }

  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    long start = System.nanoTime();
    new RowFigures(Integer.parseInt(arguments[0])).measure();
    System.out.printf("all in %.0f s%n", (System.nanoTime() - start) / 1e9);
  }

  private Path trained(String name, Map<String, Object> options) throws IOException {
    Path run = folder.resolve(name);
    RUNS.train(TrainingRequest.of("moons", options, run).bare());
    return run;
  }

  /** Each way is measured after a tenth of its rows, which compile its code. */
  private void measure() throws IOException {
    System.out.printf("%,d points by %d steps of the usual network%n%n", count, STEPS);
    System.out.println("| what | seconds | seconds of processor time | rows a second | against `sample` |");
    System.out.println("|---|---|---|---|---|");
    for (int cores = 1; cores <= 2; cores++) {
      command(cores, count / WARM_UP_SHARE);
      Taken command = command(cores, count);
      print("`millrace sample`, %d thread%s".formatted(cores, cores == 1 ? "" : "s"), command, command);
      SparkSession spark = cluster(cores);
      AtomicLong processor = processorTime(spark);
      drawn(spark, usual, count / WARM_UP_SHARE, processor);
      print("%d executor%s of one core".formatted(cores, cores == 1 ? "" : "s"),
          drawn(spark, usual, count, processor), command);
      if (cores == 2) {
        heap(spark, processor);
      }
      spark.stop();
    }
  }

  /** What some rows took. */
  private record Taken(double seconds, double processor) {}

  private void print(String what, Taken taken, Taken command) {
    System.out.printf("| %s | %.1f | %.1f | %,.0f | %.0f %% |%n", what, taken.seconds, taken.processor,
        count / taken.seconds, 100 * command.seconds / taken.seconds);
  }

  private Taken command(int threads, int rows) throws IOException {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long processor = system.getProcessCpuTime();
    long start = System.nanoTime();
    SamplingOptions options = SamplingOptions.of(rows, 0).withDevice(new Device("auto", "auto", threads))
        .withIntegration(new Integration(null, STEPS, null, null, null, null));
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("rows.npy")))) {
      RUNS.sample(usual, options).file(".npy", "rows.npy").writeTo(out);
    }
    return new Taken((System.nanoTime() - start) / 1e9, (system.getProcessCpuTime() - processor) / 1e9);
  }

  /** Rows that executors draw and give to a sink that does nothing. */
  private static Taken drawn(SparkSession spark, Path run, long rows, AtomicLong processor) {
    processor.set(0);
    long start = System.nanoTime();
    FlowSpark.sample(spark, run.toString(), rows, SampleOptions.defaults().withSteps(STEPS).withPartitions(PARTITIONS))
        .write().format("noop").mode("overwrite").save();
    double seconds = (System.nanoTime() - start) / 1e9;
    try {
      // The last events of a job come after it.
      Thread.sleep(500);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new Taken(seconds, processor.get() / 1e9);
  }

  /** The heap of the driver after a collection. */
  private void heap(SparkSession spark, AtomicLong processor) throws IOException {
    Path tiny = trained("tiny", Map.of("steps", 20, "hidden", 8, "layers", 1));
    System.out.println("\n| rows of a tiny network, by two executors | seconds | heap of the driver after them, MB |");
    System.out.println("|---|---|---|");
    for (long rows : new long[]{count / 10, count, 3L * count}) {
      double seconds = drawn(spark, tiny, rows, processor).seconds;
      System.gc();
      System.out.printf("| %,d | %.1f | %.1f |%n", rows, seconds,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6);
    }
  }

  private static AtomicLong processorTime(SparkSession spark) {
    AtomicLong processor = new AtomicLong();
    spark.sparkContext().addSparkListener(new SparkListener() {
      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        processor.addAndGet(end.taskMetrics().executorCpuTime());
      }
    });
    return processor;
  }

  private static SparkSession cluster(int executors) {
    return SparkSession.builder().master("local-cluster[%d,1,1024]".formatted(executors))
        .config("spark.ui.enabled", false).config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1").config("spark.executor.memory", "700m")
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.executor.extraJavaOptions",
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC")
        .getOrCreate();
  }
}
