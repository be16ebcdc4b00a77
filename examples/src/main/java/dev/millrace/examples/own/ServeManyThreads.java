package dev.millrace.examples.own;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.millrace.Flow;
import dev.millrace.FlowOptions;
import dev.millrace.SamplingOptions;
import dev.millrace.examples.Show;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.io.Table;

/**
 * A service: a flow that was trained once is loaded, and 500 virtual threads ask it for 128 rows each.
 *
 * <p>Nothing needs to be locked, pooled or closed. Row i of a sample depends on the flow, the seed, the solver and i
 * alone, so each request says where its rows begin, and all of them together are the one big sample that a single
 * thread makes.
 */
public final class ServeManyThreads {
  private static final int REQUESTS = 500;
  private static final int ROWS = 128;
  private static final long SEED = 7;

  private ServeManyThreads() {
  }

  public static void main(String[] arguments) throws IOException, ExecutionException, InterruptedException {
    run(Show.of(arguments));
  }

  /**
   * What the service did.
   *
   * @param callsPerSecond requests that were answered in a second, in the best of several rounds
   * @param same whether the rows are those that one thread makes
   */
  public record Result(double callsPerSecond, boolean same) {}

  /** Runs the example. */
  public static Result run(Show show) throws IOException, ExecutionException, InterruptedException {
    Path file = show.file("moons.safetensors");
    FlowOptions options = FlowOptions.defaults().withSteps(show.orQuick(5000, 50));
    Flow.train(Toy.MOONS, options).save(file);

    Flow flow = Flow.load(file);
    SamplingOptions solver = SamplingOptions.ofSteps(show.orQuick(10, 2));
    double best = 0;
    double[] rows = {};
    for (int round = 0; round < show.orQuick(5, 2); round++) {
      List<Callable<Table>> requests = new ArrayList<>();
      for (int i = 0; i < REQUESTS; i++) {
        long first = (long) ROWS * i;
        requests.add(() -> flow.sample(ROWS, SEED, solver.withOffset(first)));
      }
      long start = System.nanoTime();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        rows = joined(threads.invokeAll(requests));
      }
      double seconds = (System.nanoTime() - start) * 1e-9;
      best = Math.max(best, REQUESTS / seconds);
      show.line("%d virtual threads, %d rows each: %.3f s, %,.0f calls a second", REQUESTS, ROWS, seconds,
          REQUESTS / seconds);
    }
    boolean same = Arrays.equals(flow.sample(REQUESTS * ROWS, SEED, solver).values(), rows);
    show.line("the same rows as one call of one thread makes: %s", same ? "yes" : "no");
    return new Result(best, same);
  }

  private static double[] joined(List<Future<Table>> answers) throws ExecutionException, InterruptedException {
    double[] rows = new double[2 * ROWS * REQUESTS];
    int at = 0;
    for (Future<Table> answer : answers) {
      double[] values = answer.get().values();
      System.arraycopy(values, 0, rows, at, values.length);
      at += values.length;
    }
    return rows;
  }
}
