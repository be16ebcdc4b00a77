package dev.millrace.cli.reproduce;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.cli.terminal.OutputFile;
import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.runs.text.Suggestion;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every published table, and where its results go. */
final class ReproduceOptions {
  @Option(names = "--report", paramLabel = "FILE.md",
      description = "where to write the table; default results.md in --out")
  private @Nullable Path report;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0",
      description = "number of threads; 0 for all processors")
  private int threads;

  @Option(names = "--quiet", description = "print no progress")
  private boolean quiet;

  /** Fails if the report cannot be written. */
  void requireReport() {
    OutputFile.require("--report", report);
  }

  /** The value of --threads; 0 for all processors. */
  int threads() {
    return threads;
  }

  /** The parts of a table that are named, or all if none is. */
  static <E extends Enum<E>> List<E> chosen(String option, List<String> names, E[] all) {
    if (names.isEmpty()) {
      return List.of(all);
    }
    List<String> known = Arrays.stream(all).map(Object::toString).toList();
    return names.stream().map(name -> {
      if (!known.contains(name)) {
        throw new InvalidInputException(
            "%s %s: expected some of %s%s".formatted(option, name, String.join(", ", known),
                Suggestion.of(name, known)));
      }
      return all[known.indexOf(name)];
    }).toList();
  }

  int atOnce() {
    return Workers.orAllProcessors(threads);
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Prints the table and writes the document that contains it. */
  void publish(Path out, String table, String document) throws IOException {
    Path file = report == null ? out.resolve("results.md") : report;
    AtomicFile.write(file, stream -> stream.write(document.getBytes(StandardCharsets.UTF_8)));
    System.out.println(table);
    System.out.println("written to " + file);
  }
}
