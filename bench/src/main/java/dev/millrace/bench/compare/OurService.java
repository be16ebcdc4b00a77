package dev.millrace.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code millrace serve} under the load of wrk, as {@code bench/peers/load.py} puts it on the peer. */
final class OurService {
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

  private OurService() {
  }

  /** Starts the service, which ends with this process, and asks it. */
  static Work of(Case one, Path files, Path root, int threads) throws IOException {
    List<String> words = new ArrayList<>(Files.readAllLines(files.resolve(one.label() + ".load")));
    words.add(started(files, root, threads));
    return seconds -> {
      long start = System.nanoTime();
      int done = 0;
      do {
        done += requests(words);
      } while ((System.nanoTime() - start) * 1e-9 < seconds);
      return new Work.Measured((System.nanoTime() - start) * 1e-9 / done, 0, "");
    };
  }

  private static int requests(List<String> words) throws IOException, InterruptedException {
    Process load = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Matcher requests = REQUESTS.matcher(said);
    if (load.waitFor() != 0 || !requests.find() || said.contains("Non-2xx") || said.contains("Socket errors")) {
      throw new IOException("requests failed: " + said.strip().lines().reduce("", (_, last) -> last));
    }
    return Integer.parseInt(requests.group(1));
  }

  private static String started(Path files, Path root, int threads) throws IOException {
    Process service = new ProcessBuilder(root.resolve("millrace").toString(), "serve", files.resolve("run").toString(),
        "--port", "0", "--threads", Integer.toString(threads)).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    Runtime.getRuntime().addShutdownHook(new Thread(service::destroyForcibly));
    BufferedReader out = service.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    if (line == null) {
      throw new IOException("'millrace serve' does not start");
    }
    return line.replaceFirst("^serving +", "") + "/run/sample";
  }
}
