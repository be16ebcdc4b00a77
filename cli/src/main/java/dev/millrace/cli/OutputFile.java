package dev.millrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/** A file that a verb is asked to write: what is wrong with it is said before the work, not after it. */
final class OutputFile {
  private OutputFile() {
  }

  /**
   * Refuses a file that cannot be written, or not in the form that its ending says.
   *
   * @param option that names it, for the message
   * @param file none if the option is not given
   * @param endings that it may have, such as ".npy"; none if any will do
   * @throws InvalidInputException naming the option and the file
   */
  static void require(String option, @Nullable Path file, String... endings) {
    if (file == null) {
      return;
    }
    String place = option + " " + file + ": ";
    if (endings.length > 0 && Arrays.stream(endings).noneMatch(file.toString()::endsWith)) {
      throw new InvalidInputException(place + "expected a file that ends in " + listed(List.of(endings)));
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

  /** "a, b or c". */
  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last == 0 ? names.getFirst() : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Says in one line, on standard error, what a file holds now. */
  static void made(Path file, String what) {
    System.err.println(Output.shown(file) + ": " + what);
  }

  /** How long something took. */
  static String seconds(double seconds) {
    return seconds < 10 ? String.format(Locale.ROOT, "%.2f s", seconds) : ProgressLine.duration(seconds);
  }
}
