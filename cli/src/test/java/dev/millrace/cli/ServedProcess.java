package dev.millrace.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The command {@code serve} in a process of its own, as far as it says where it serves.
 *
 * @param process the process
 * @param url its address
 * @param err where its standard error goes
 */
record ServedProcess(Process process, String url, Path err) implements AutoCloseable {
  private static final String WORD = "serving     ";

  /** Starts the command on any free port, with the compiler alone that is fast at once. */
  static ServedProcess start(Path folder, Path err, String... options) throws IOException {
    return start(List.of("-XX:TieredStopAtLevel=1"), folder, err, "0", options);
  }

  /** Starts the command on a port, with further options of Java. */
  static ServedProcess start(List<String> options, Path folder, Path err, String port, String... more)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED", "--add-exports", "java.base/jdk.internal.module=ALL-UNNAMED",
        "-XX:+UseSerialGC", "-Xlog:disable", "-Djava.awt.headless=true"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Millrace.class.getName(), "serve", folder.toString(), "--port", port));
    command.addAll(List.of(more));
    Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(WORD)) {
        return new ServedProcess(process, line.substring(WORD.length()).replaceFirst("(//[^/]*)/.*", "$1"), err);
      }
    }
    process.destroyForcibly();
    throw new IOException("it has ended: " + Files.readString(err));
  }

  /** Asks for samples in CSV. */
  static HttpRequest.Builder sample(String url, String model, String body) {
    return HttpRequest.newBuilder(URI.create(url + "/v1/models/" + model + "/sample")).header("Accept", "text/csv")
        .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
    return client.send(HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Sends SIGTERM, as {@code kill} does. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end. */
  int status() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("it hangs");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
