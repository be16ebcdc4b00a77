package dev.millrace.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.PipedInput;
import dev.millrace.runs.sample.PointFiles;
import dev.millrace.runs.sample.Writable;
import dev.millrace.tables.write.TableFiles;
import org.jspecify.annotations.Nullable;

/** Writes results to a file in the format that its extension gives, or to standard output. */
public final class Output {
  private static final List<String> ENDINGS = Stream
      .concat(PointFiles.ENDINGS.stream(), TableFiles.ENDINGS.stream()).distinct().toList();

  private Output() {
  }

  public static void requireKnownEnding(Path file) {
    if (!ENDINGS.contains(ending(file))) {
      throw new InvalidInputException(
          "--out " + file + ": expected a file that ends in .npy, .csv, .jsonl, .parquet or .png, "
              + "or - for CSV on standard output");
    }
    if (!isStandardOutput(file) && !PipedInput.isPipe(file)) {
      OutputFile.require("--out", file);
    }
  }

  /** The name of a file in sentences. */
  static String shown(Path file) {
    return isStandardOutput(file) ? "standard output" : file.toString();
  }

  /**
   * The stream for lines about results: standard output, or standard error if the results themselves go to standard
   * output.
   */
  public static PrintStream report(@Nullable Path file) {
    return file != null && isStandardOutput(file) ? System.err : System.out;
  }

  /** Whether a file is "-", or, in another format than CSV, "-.npy", "-.jsonl" or "-.png". */
  private static boolean isStandardOutput(Path file) {
    return file.toString().equals("-")
        || (file.toString().startsWith("-.") && ENDINGS.contains(file.toString().substring(1)));
  }

  public static String ending(Path file) {
    String name = file.toString();
    String ending = name.substring(Math.max(0, name.lastIndexOf('.')));
    return name.equals("-") || (!ENDINGS.contains(ending) && PipedInput.isPipe(file)) ? ".csv" : ending;
  }

  public static void put(Path file, AtomicFile.Body body) throws IOException {
    if (isStandardOutput(file)) {
      body.writeTo(System.out);
      System.out.flush();
    } else if (PipedInput.isPipe(file)) {
      try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        body.writeTo(out);
      }
    } else {
      AtomicFile.write(file, body);
    }
  }

  /** Writes what was made, and says so. */
  public static void write(Path file, Writable made, String after) throws IOException {
    put(file, made.file(ending(file), file.toString()));
    OutputFile.made(file, made.summary() + after);
  }
}
