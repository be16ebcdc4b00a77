package dev.millrace.flow.io;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;

/** What every reader refuses before it opens a file, and how any of them shows what it found in one. */
final class InputFile {
  private InputFile() {
  }

  /**
   * @throws InvalidInputException unless the path leads to a regular file that can be read
   */
  static void requireReadable(Path file) {
    if (!Files.exists(file)) {
      // So Java hands on what of a name is not in the locale's characters, and cannot open it again.
      if (file.toString().indexOf('\uFFFD') >= 0) {
        throw new InvalidInputException(
            file + ": no such file; Java cannot open names that are not in UTF-8, rename it");
      }
      throw new InvalidInputException(file + ": no such file");
    }
    if (Files.isDirectory(file)) {
      throw new InvalidInputException(file + ": is a folder, expected a file");
    }
    if (!Files.isRegularFile(file)) {
      throw new InvalidInputException(file + ": is not a regular file");
    }
    if (!Files.isReadable(file)) {
      throw new InvalidInputException(file + ": no permission to read it");
    }
  }

  /** Text from a file in quotes, cut short and without control characters, so that a message stays one line. */
  static String quote(String found) {
    return Shown.quoted(found);
  }
}
