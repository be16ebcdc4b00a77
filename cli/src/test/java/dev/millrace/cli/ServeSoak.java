package dev.millrace.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Serves at four fifths of what it can, for long, in ten parts: heap, memory of the process, threads, file descriptors and
 * latencies must stay what they are. {@code reliability/serve-soak.sh} runs it.
 */
final class ServeSoak {
  private static final int PARTS = 10;
  private static final int CLIENTS = 16;
  private static final double SHARE = 0.8;
  /** Number of rows, steps, form; the first is asked for most often. */
  private static final List<String[]> ASKED = List.of(new String[]{"1", "1", "application/json"},
      new String[]{"1000", "4", "application/x-npy"}, new String[]{"1000", "4", "application/x-npy"},
      new String[]{"5000", "4", "text/csv"});
  private static final int LARGE_EVERY = 500;
  private static final String[] LARGE = {"200000", "4", "text/csv"};

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger number = new AtomicInteger();
  private final LongAdder failures = new LongAdder();
  private final String url;

  private ServeSoak(String url) {
    this.url = url;
  }

  /** What is measured in a part. */
  private record Part(int requests, double p50, double p99, double heap, double process, double threads,
      double files) {}

  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(arguments[0]);
    Path folder = Files.createTempDirectory("millrace-soak");
    Outcome.of("train", "moons", "--steps", "400", "--no-plots", "--quiet", "--out",
        folder.resolve("runs/moons").toString()).succeeded();
    try (ServedProcess served = ServedProcess.start(List.of("-Xmx256m"), folder.resolve("runs"), folder.resolve("err"),
        "0", "--access-log", folder.resolve("access.jsonl").toString())) {
      boolean flat = new ServeSoak(served.url()).run(minutes);
      served.terminate();
      int status = served.status();
      System.out.printf(Locale.ROOT, "status %d after SIGTERM%n", status);
      System.exit(flat && status == 0 ? 0 : 1);
    }
  }

  private boolean run(double minutes) throws Exception {
    load(Double.POSITIVE_INFINITY, 5);
    double capacity = 0;
    for (int i = 0; i < 2; i++) {
      capacity = load(Double.POSITIVE_INFINITY, 5).requests / 5.0;
    }
    double rate = SHARE * capacity;
    System.out.printf(Locale.ROOT, "%.0f requests a second at most, with %d clients; %.0f from now on%n", capacity,
        CLIENTS,
        rate);
    System.out.println("part  requests    p50 ms    p99 ms   heap MB  process MB  threads  files");
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < PARTS; i++) {
      Part part = load(rate, 60 * minutes / PARTS);
      parts.add(part);
      System.out.printf(Locale.ROOT, "%4d  %8d  %8.2f  %8.2f  %8.1f  %10.1f  %7.0f  %5.0f%n", i + 1, part.requests,
          part.p50, part.p99, part.heap, part.process, part.threads, part.files);
    }
    Part first = parts.get(2);
    Part last = parts.getLast();
    System.out.printf(Locale.ROOT,
        "%d failures; from the third part on: heap %+.1f MB, process %+.1f MB, threads %+.0f, "
            + "files %+.0f, p99 × %.2f%n",
        failures.sum(), last.heap - first.heap, last.process - first.process, last.threads
            - first.threads,
        last.files - first.files, last.p99 / first.p99);
    return failures.sum() == 0 && last.heap - first.heap < 20 && last.process - first.process < 30
        && last.threads - first.threads < 20 && last.files - first.files < 20;
  }

  /** Sends requests for some seconds, at a rate, or as fast as they are answered. */
  private Part load(double rate, double seconds) throws Exception {
    ConcurrentLinkedQueue<Double> latencies = new ConcurrentLinkedQueue<>();
    List<double[]> samples = new ArrayList<>();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      if (Double.isInfinite(rate)) {
        for (int i = 0; i < CLIENTS; i++) {
          threads.execute(() -> {
            while (System.nanoTime() < end) {
              send(System.nanoTime(), latencies);
            }
          });
        }
      }
      double next = begin;
      long look = begin;
      while (System.nanoTime() < end) {
        if (System.nanoTime() > look) {
          samples.add(figures());
          look += 500_000_000L;
        }
        while (!Double.isInfinite(rate) && next <= System.nanoTime()) {
          // Latency counts from when the request was due, whether or not the sender was late.
          long due = (long) next;
          threads.execute(() -> send(due, latencies));
          next += 1e9 / rate;
        }
        Thread.sleep(1);
      }
    }
    double[] sorted = latencies.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    // The least of the heap's sizes is the one after a collection.
    return new Part(sorted.length, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], least(samples, 0),
        greatest(samples, 1), greatest(samples, 2), greatest(samples, 3));
  }

  private static double least(List<double[]> samples, int which) {
    return samples.stream().mapToDouble(each -> each[which]).min().orElse(Double.NaN);
  }

  private static double greatest(List<double[]> samples, int which) {
    return samples.stream().mapToDouble(each -> each[which]).max().orElse(Double.NaN);
  }

  private void send(long due, ConcurrentLinkedQueue<Double> latencies) {
    int i = number.incrementAndGet();
    String[] asked = i % LARGE_EVERY == 0 ? LARGE : ASKED.get(i % ASKED.size());
    try {
      HttpResponse<byte[]> answer = client.send(HttpRequest.newBuilder(URI.create(url + "/v1/models/moons/sample"))
          .timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json").header("Accept", asked[2])
          .POST(HttpRequest.BodyPublishers
              .ofString("{\"count\":%s,\"steps\":%s,\"seed\":%d}".formatted(asked[0], asked[1],
                  i)))
          .build(), HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        failures.increment();
      }
      if (asked != LARGE) {
        latencies.add((System.nanoTime() - due) * 1e-6);
      }
    } catch (IOException e) {
      System.out.println("failed: " + e);
      failures.increment();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Megabytes of heap and process, threads, open files, as the service itself says. */
  private double[] figures() throws IOException, InterruptedException {
    String text = client.send(HttpRequest.newBuilder(URI.create(url + "/metrics")).build(),
        HttpResponse.BodyHandlers.ofString()).body();
    double[] figures = Arrays.stream(new String[]{"millrace_heap_bytes", "process_resident_memory_bytes",
        "millrace_threads", "process_open_fds"}).mapToDouble(name -> figure(text, name)).toArray();
    figures[0] /= 1 << 20;
    figures[1] /= 1 << 20;
    return figures;
  }

  private static double figure(String text, String name) {
    Matcher found = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(text);
    return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
  }
}
