package dev.millrace.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

import dev.millrace.flow.io.Sha256;

/**
 * Clients ask without end while things happen at random: SIGKILL and SIGTERM, other models and damaged ones, other tokens
 * and damaged ones, clients that are slow or rude. Each answer must be whole and the right one, and after SIGTERM each
 * answer that the service has in its log must have arrived. {@code reliability/serve-chaos.sh} runs it.
 */
final class ServeChaos {
  private static final int CLIENTS = 6;
  private static final String TOKEN = "token-of-the-clients-0123456789";

  private final Random random;
  private final Path folder = Files.createTempDirectory("millrace-chaos");
  private final Path runs = folder.resolve("runs");
  private final Path tokens = folder.resolve("tokens");
  private final Path log = folder.resolve("access.jsonl");
  private final String port;
  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(10)).build();
  /** The hashes of the answers to requests, by the checksum of the model that gave them. */
  private final Map<String, String> known = new ConcurrentHashMap<>();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final AtomicReference<ServedProcess> served = new AtomicReference<>();
  private volatile boolean ending;
  private volatile boolean over;

  private ServeChaos(long seed) throws IOException {
    random = new Random(seed);
    try (ServerSocket free = new ServerSocket(0)) {
      port = Integer.toString(free.getLocalPort());
    }
  }

  public static void main(String[] arguments) throws Exception {
    double minutes = Double.parseDouble(arguments[0]);
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("seed " + seed);
    System.exit(new ServeChaos(seed).run(minutes) ? 0 : 1);
  }

  private void count(String what) {
    counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
  }

  private boolean run(double minutes) throws Exception {
    for (String name : List.of("a", "b")) {
      Outcome.of("train", "moons", "--steps", "100", "--hidden", "32", "--seed", name.equals("a") ? "1" : "2",
          "--no-plots", "--quiet", "--out", folder.resolve(name).toString()).succeeded();
    }
    Files.createDirectories(runs.resolve("m"));
    Files.copy(folder.resolve("a/run.yaml"), runs.resolve("m/run.yaml"));
    replace("a");
    Files.writeString(tokens, TOKEN + "\n");
    served.set(start());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> served.get().close()));
    long end = System.nanoTime() + (long) (minutes * 60e9);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        long seed = random.nextLong();
        threads.execute(() -> askForEver(new Random(seed)));
      }
      while (System.nanoTime() < end) {
        Thread.sleep(random.nextInt(1500));
        happen();
      }
      over = true;
    }
    terminate();
    System.out.println(new java.util.TreeMap<>(counts));
    long wrong = counts.keySet().stream().filter(what -> what.startsWith("WRONG")).count();
    return wrong == 0 && counts.containsKey("answers");
  }

  private ServedProcess start() throws IOException {
    Files.deleteIfExists(log);
    return ServedProcess.start(List.of("-Xmx256m"), runs, folder.resolve("err"), port, "--token-file",
        tokens.toString(), "--write-timeout", "2", "--request-timeout", "3", "--access-log", log.toString(),
        "--drain-delay", "0.2");
  }

  private void happen() throws Exception {
    switch (random.nextInt(9)) {
      case 0 -> {
        count("SIGKILL");
        ending = true;
        served.get().close();
        served.get().process().waitFor();
        served.set(start());
        ending = false;
      }
      case 1 -> {
        terminate();
        served.set(start());
        ending = false;
      }
      case 2, 3 -> replace(random.nextBoolean() ? "a" : "b");
      case 4 -> damage();
      case 5 -> {
        count("damaged tokens");
        Files.writeString(tokens, "short");
        Thread.sleep(1200);
        Files.writeString(tokens, "# again\n" + TOKEN + "\nanother-token-0123456789\n");
      }
      case 6 -> rude("GET /v1/models HTTP/1.1\r\nHo", false);
      case 7 -> rude("POST /v1/models/m/sample HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer " + TOKEN
          + "\r\nContent-Type: application/json\r\nAccept: text/csv\r\nContent-Length: 17\r\n\r\n{\"count\":1000000}",
          true);
      default -> rude("\0\1\2 nonsense\r\n\r\n", false);
    }
  }

  /** Ends the service in good order; all answers of its log must have arrived. */
  private void terminate() throws Exception {
    count("SIGTERM");
    ending = true;
    ServedProcess ended = served.get();
    ended.terminate();
    int status = ended.status();
    if (status != 0) {
      count("WRONG status " + status + " after SIGTERM");
    }
    Thread.sleep(500); // The clients look at what they have read
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      String id = line.replaceFirst(".*\"id\":\"([0-9a-f]+)\".*", "$1");
      if (line.contains("\"status\":200") && !line.contains("\"cut\"") && !line.contains("\"rows\":1000000")
          && !received.contains(id)) {
        count("WRONG: an answer did not arrive");
        System.out.println(line);
      }
    }
    received.clear();
  }

  private void replace(String name) throws IOException {
    count("other models");
    Path file = runs.resolve("m/model.safetensors");
    Path next = Files.copy(folder.resolve(name + "/model.safetensors"), runs.resolve("m/.next"),
        StandardCopyOption.REPLACE_EXISTING);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Cuts the file or flips a bit, for a while. */
  private void damage() throws Exception {
    count("damaged models");
    Path file = runs.resolve("m/model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    byte[] bad = random.nextBoolean() ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
    if (bad.length == bytes.length) {
      bad[random.nextInt(100)] ^= (byte) (1 << random.nextInt(7)); // In the header, where it is seen
    }
    Files.write(runs.resolve("m/.next"), bad);
    Files.move(runs.resolve("m/.next"), file, StandardCopyOption.ATOMIC_MOVE);
    Thread.sleep(1500);
    replace(random.nextBoolean() ? "a" : "b");
    Thread.sleep(1500);
  }

  /** Sends something, and then reads nothing, or leaves at once. */
  private void rude(String text, boolean stays) {
    count(stays ? "clients that do not read" : "clients that leave");
    Thread.ofVirtual().start(() -> {
      try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(port))) {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        Thread.sleep(stays ? 8000 : random.nextInt(500));
      } catch (IOException | InterruptedException _) {
        // The service is just being started again.
      }
    });
  }

  private void askForEver(Random own) {
    while (!over) {
      int count = 1 + own.nextInt(own.nextInt(10) == 0 ? 20_000 : 300);
      ask("{\"count\":%d,\"seed\":%d,\"steps\":%d}".formatted(1 + count / 100 * 100, own.nextInt(20),
          1 + own.nextInt(3)));
    }
  }

  private void ask(String body) {
    boolean before = ending;
    HttpRequest request = ServedProcess.sample("http://127.0.0.1:" + port, "m", body).header("Authorization",
        "Bearer " + TOKEN).timeout(Duration.ofSeconds(60)).build();
    try {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      int status = answer.statusCode();
      if (status == 200) {
        received.add(answer.headers().firstValue("X-Request-Id").orElse(""));
        String hash = HexFormat.of().formatHex(Sha256.digest().digest(answer.body()));
        String first = known.putIfAbsent(body + answer.headers().firstValue("Millrace-Checksum").orElse(""), hash);
        count(first == null || first.equals(hash) ? "answers" : "WRONG: other bytes");
      } else {
        count(status == 503 || status == 429 || before || ending
            ? String.format(Locale.ROOT, "status %d", status)
            : "WRONG: status %d: %s".formatted(status, new String(answer.body(), StandardCharsets.UTF_8)));
        Thread.sleep(50);
      }
    } catch (IOException e) {
      count(before || ending ? "no answer while it was ending or starting" : "WRONG: " + e);
      try {
        Thread.sleep(50);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
