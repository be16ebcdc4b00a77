package dev.millrace.flow.io;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;

/** Checks that all readers make before they open a file, and how they quote text from it. */
public final class InputFile {
  private InputFile() {
  }

  /**
   * Checks that a file can be read.
   *
   * @param file the file
   * @throws InvalidInputException unless the path is a regular file that can be read
   */
  public static void requireReadable(Path file) {
    if (!Files.exists(file)) {
      // Java puts this character in place of those that the locale cannot represent; the file cannot be opened by such
      // a name.
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

  /** Quotes text from a file, shortened and without control characters, so that a message remains one line. */
  static String quote(String found) {
    return Shown.quoted(found);
  }
}
