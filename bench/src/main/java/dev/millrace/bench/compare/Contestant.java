package dev.millrace.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that prepares work and does it on request, as {@code bench/peers/protocol.py} describes. */
final class Contestant implements AutoCloseable {
  private static final int MINUTES = 10;

  /** A contestant, or one form of its work, cannot take part; the message says why in one line. */
  static final class UnableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnableException(String message) {
      super(message);
    }
  }

  private final Process process;
  private final Writer toIt;
  private final BufferedReader fromIt;
  private final Path log;
  private final JsonNode versions;

  private Contestant(Process process, Path log) throws UnableException {
    this.process = process;
    this.log = log;
    toIt = process.outputWriter(StandardCharsets.UTF_8);
    fromIt = process.inputReader(StandardCharsets.UTF_8);
    versions = answer().path("versions");
  }

  /**
   * Starts it.
   *
   * @param log receives its error output
   */
  static Contestant start(List<String> command, Path folder, int threads, Path log) throws UnableException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(log.toFile());
    for (String variable : List.of("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      builder.environment().put(variable, Integer.toString(threads));
    }
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UnableException(String.valueOf(e.getMessage()));
    }
    try {
      return new Contestant(process, log);
    } catch (UnableException e) {
      process.destroy();
      throw e;
    }
  }

  /** Names and versions of what it runs on. */
  Map<String, String> versions() {
    Map<String, String> found = new TreeMap<>();
    versions.properties().forEach(entry -> found.put(entry.getKey(), entry.getValue().asString()));
    return found;
  }

  /** Prepares work and warms it up. */
  JsonNode prepare(Case one, Form form) throws UnableException {
    return ask("prepare " + one.label() + " " + form.name());
  }

  /** Runs one round of the work. */
  JsonNode run(Case one, Form form) throws UnableException {
    return ask("run " + one.label() + " " + form.name());
  }

  private JsonNode ask(String line) throws UnableException {
    try {
      toIt.write(line + "\n");
      toIt.flush();
    } catch (IOException _) {
      throw new UnableException("it ended: " + lastWords());
    }
    JsonNode answer = answer();
    if (answer.has("skip")) {
      throw new UnableException(answer.path("skip").asString());
    }
    return answer;
  }

  private JsonNode answer() throws UnableException {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> {
      try {
        String read = fromIt.readLine();
        return read == null ? "" : read;
      } catch (IOException _) {
        return "";
      }
    });
    try {
      String text = line.get(MINUTES, TimeUnit.MINUTES);
      if (text.isEmpty()) {
        throw new UnableException("it ended: " + lastWords());
      }
      return JsonMapper.shared().readTree(text);
    } catch (TimeoutException _) {
      process.destroyForcibly();
      throw new UnableException("no answer within " + MINUTES + " minutes");
    } catch (ExecutionException | JacksonException e) {
      throw new UnableException("its answer cannot be parsed: " + e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnableException("interrupted");
    }
  }

  /** The last line of its error output. */
  private String lastWords() {
    try {
      List<String> lines = Files.readString(log).lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty() ? "it printed nothing" : lines.getLast().strip();
    } catch (IOException _) {
      return "its error output cannot be read";
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    process.destroy();
  }
}
