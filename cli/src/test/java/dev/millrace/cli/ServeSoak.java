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
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Serves at four fifths of what it can, for long: heap, memory of the process, threads, open files and latencies must stay
 * what they are, and equal requests must have equal answers. {@code reliability/serve-soak.sh} runs it. The number of
 * senders is fixed: if the service falls behind, so do they, and memory does not grow. A latency counts from when its
 * request was due.
 */
final class ServeSoak {
  private static final double SHARE = 0.8;
  private static final int SENDERS = 64;
  /** Clients of the measurement of what it can. */
  private static final int CLIENTS = 16;
  private static final int SEEDS = 100;
  private static final int WARM_UP_SECONDS = 10;
  private static final int MEASURED_SECONDS = 10;
  private static final long LOOK_EVERY = 500_000_000L;

  // What the last quarter may have more than the second one, and the times that its p99 may be of that one's.
  private static final double HEAP = 20;
  private static final double PROCESS = 30;
  private static final double THREADS = 10;
  private static final double FILES = 20;
  private static final double P99 = 2;
  /** The share of the requests that are due that must be sent. */
  private static final double SENT = 0.99;

  /** Number of rows, steps, form; they are asked for in turn. */
  private static final List<String[]> ASKED = List.of(new String[]{"1", "1", "application/x-ndjson"},
      new String[]{"1000", "4", "application/x-npy"}, new String[]{"1000", "4", "application/x-npy"},
      new String[]{"5000", "4", "text/csv"});
  private static final int LARGE_EVERY = 500;
  private static final String[] LARGE = {"200000", "4", "text/csv"};

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  /** The sums of the answers by their requests. */
  private final Map<String, Long> known = new ConcurrentHashMap<>();
  private final LongAdder failures = new LongAdder();
  private final AtomicLong number = new AtomicLong();
  private final String url;

  private ServeSoak(String url) {
    this.url = url;
  }

  /** What is measured in a minute; sizes in megabytes, times in milliseconds. */
  private record Minute(long requests, double p50, double p99, double heap, double process, double threads,
      double files) {}

  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(arguments[0]);
    Path folder = Files.createTempDirectory("millrace-soak");
    Outcome.of("train", "moons", "--steps", "400", "--no-plots", "--quiet", "--out",
        folder.resolve("runs/moons").toString()).succeeded();
    boolean good;
    try (ServedProcess served = ServedProcess.start(List.of("-Xmx256m"), folder.resolve("runs"), folder.resolve("err"),
        "0", "--access-log", folder.resolve("access.jsonl").toString())) {
      Runtime.getRuntime().addShutdownHook(new Thread(served::close));
      good = new ServeSoak(served.url()).run(minutes);
      served.terminate();
      int status = served.status();
      good &= says(status == 0, "status after SIGTERM %d, expected 0", status);
    }
    remove(folder);
    System.out.println(good ? "PASS" : "FAIL");
    System.exit(good ? 0 : 1);
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private boolean run(double minutes) throws Exception {
    load(CLIENTS, Double.POSITIVE_INFINITY, WARM_UP_SECONDS);
    double most = (double) load(CLIENTS, Double.POSITIVE_INFINITY, MEASURED_SECONDS).requests / MEASURED_SECONDS;
    double rate = SHARE * most;
    System.out.printf(Locale.ROOT, "%.0f requests a second at most, with %d clients; %.0f from now on%n", most, CLIENTS,
        rate);
    System.out.println("minute  requests  failed    p50 ms    p99 ms  heap MB  process MB  threads  files");
    List<Minute> all = new ArrayList<>();
    int count = Math.max(1, (int) Math.round(minutes));
    for (int i = 1; i <= count; i++) {
      Minute minute = load(SENDERS, rate, 60 * minutes / count);
      all.add(minute);
      System.out.printf(Locale.ROOT, "%6d  %8d  %6d  %8.2f  %8.2f  %7.1f  %10.1f  %7.0f  %5.0f%n", i, minute.requests,
          failures.sum(), minute.p50, minute.p99, minute.heap, minute.process, minute.threads, minute.files);
    }
    return judge(all, rate * 60 * minutes);
  }

  /** Compares medians of the second quarter, when all is warm, with those of the last. */
  private boolean judge(List<Minute> all, double due) {
    int quarter = Math.max(1, all.size() / 4);
    int from = Math.clamp(all.size() - 2L * quarter, 0, quarter);
    List<Minute> early = all.subList(from, from + quarter);
    List<Minute> late = all.subList(all.size() - quarter, all.size());
    long sent = all.stream().mapToLong(Minute::requests).sum();
    boolean good = says(failures.sum() == 0, "failed or wrong requests %d, expected 0", failures.sum());
    good &= says(sent >= SENT * due, "requests %d of %.0f, expected at least %.0f %%", sent, due, 100 * SENT);
    good &= grows(early, late, "heap MB", Minute::heap, HEAP);
    good &= grows(early, late, "process MB", Minute::process, PROCESS);
    good &= grows(early, late, "threads", Minute::threads, THREADS);
    good &= grows(early, late, "files", Minute::files, FILES);
    double times = median(late, Minute::p99) / median(early, Minute::p99);
    return good & says(times <= P99, "p99 × %.2f, expected at most × %.0f", times, P99);
  }

  private static boolean grows(List<Minute> early, List<Minute> late, String what, ToDoubleFunction<Minute> of,
      double most) {
    double growth = median(late, of) - median(early, of);
    return says(growth <= most, "%s %+.1f, expected at most %+.0f", what, growth, most);
  }

  private static double median(List<Minute> minutes, ToDoubleFunction<Minute> of) {
    double[] sorted = minutes.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static boolean says(boolean good, String text, Object... values) {
    System.out.println((good ? "ok    " : "WRONG ") + String.format(Locale.ROOT, text, values));
    return good;
  }

  /** Sends requests for some seconds, at a rate, or as fast as they are answered. */
  private Minute load(int senders, double rate, double seconds) throws Exception {
    Latencies latencies = new Latencies();
    List<double[]> looks = new ArrayList<>();
    AtomicLong next = new AtomicLong();
    long begin = System.nanoTime();
    long end = begin + (long) (seconds * 1e9);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < senders; i++) {
        threads.execute(() -> {
          while (System.nanoTime() < end) {
            long due = Double.isInfinite(rate)
                ? System.nanoTime()
                : begin + (long) (next.getAndIncrement() * 1e9 / rate);
            if (due >= end) {
              return;
            }
            sleepUntil(due);
            send(due, latencies);
          }
        });
      }
      for (long look = begin; look < end; look += LOOK_EVERY) {
        sleepUntil(look);
        looks.add(figures());
      }
    }
    // The least of the heap's sizes is the one after a collection.
    return new Minute(latencies.count(), latencies.quantile(0.5), latencies.quantile(0.99),
        looks.stream().mapToDouble(each -> each[0]).min().orElse(Double.NaN), greatest(looks, 1), greatest(looks, 2),
        greatest(looks, 3));
  }

  private static void sleepUntil(long time) {
    try {
      Thread.sleep(Duration.ofNanos(Math.max(0, time - System.nanoTime())));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static double greatest(List<double[]> looks, int which) {
    return looks.stream().mapToDouble(each -> each[which]).max().orElse(Double.NaN);
  }

  private void send(long due, Latencies latencies) {
    long i = number.incrementAndGet();
    String[] asked = i % LARGE_EVERY == 0 ? LARGE : ASKED.get((int) (i % ASKED.size()));
    String body = "{\"count\":%s,\"steps\":%s,\"seed\":%d}".formatted(asked[0], asked[1], i / ASKED.size() % SEEDS);
    CRC32 sum = new CRC32();
    try {
      int status = client.send(HttpRequest.newBuilder(URI.create(url + "/v1/models/moons/sample"))
          .timeout(Duration.ofSeconds(60)).header("Content-Type", "application/json").header("Accept", asked[2])
          .POST(HttpRequest.BodyPublishers.ofString(body)).build(),
          HttpResponse.BodyHandlers.ofByteArrayConsumer(some -> some.ifPresent(sum::update))).statusCode();
      if (status != 200 || known.computeIfAbsent(body + asked[2], _ -> sum.getValue()) != sum.getValue()) {
        System.out.println("failed: status " + status + " for " + body);
        failures.increment();
      }
    } catch (IOException e) {
      System.out.println("failed: " + e);
      failures.increment();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    latencies.add((System.nanoTime() - due) * 1e-6);
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
