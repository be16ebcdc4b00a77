package dev.millrace.cli.terminal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** Checks a file that a verb will write, so that errors are reported before the work, not after it. */
public final class OutputFile {
  private OutputFile() {
  }

  /**
   * Fails if a file cannot be written, or its extension is not one of those that are allowed.
   *
   * @param option the option that names the file, for the message
   * @param file the file; null if the option is not given
   * @param endings the extensions that are allowed, such as ".npy"; none if any is
   * @throws InvalidInputException naming the option and the file
   */
  public static void require(String option, @Nullable Path file, String... endings) {
    require(option, file, List.of(endings));
  }

  /** As {@link #require(String, Path, String...)}. */
  public static void require(String option, @Nullable Path file, List<String> endings) {
    if (file == null) {
      return;
    }
    String place = option + " " + file + ": ";
    if (!endings.isEmpty() && endings.stream().noneMatch(file.toString()::endsWith)) {
      throw new InvalidInputException(place + "expected a file that ends in " + listed(endings));
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(place + "is a folder, expected a file");
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InvalidInputException(place + "there is no folder " + file.getParent());
    }
    if (!Files.isWritable(folder)) {
      throw new InvalidInputException(place + "no permission to write in the folder " + folder);
    }
  }

  /** Joins words as in "a, b or c". */
  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last == 0 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Prints one line on standard error about what was written to a file. */
  public static void made(Path file, String what) {
    Messages.tell(Output.shown(file) + ": " + what);
  }

  /** Formats a duration. */
  public static String seconds(double seconds) {
    return seconds < 10 ? String.format(Locale.ROOT, "%.2f s", seconds) : ProgressLine.duration(seconds);
  }
}
