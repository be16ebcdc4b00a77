package dev.millrace.flow.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;

/** Text of a size that somebody may have written. */
public final class TextFile {
  private TextFile() {
  }

  /**
   * Reads a text in UTF-8.
   *
   * @param most bytes that are read at most
   * @throws InvalidInputException if the file is missing, not a regular one, unreadable, larger, or not UTF-8; one line that
   *     names it
   */
  public static String read(Path file, long most) throws IOException {
    try {
      return Files.readString(requireSize(file, most), StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": is not text in UTF-8", e);
    }
  }

  /**
   * As {@link #read}, but what is not UTF-8 becomes the replacement character: half a letter may be where a write was torn.
   *
   * @throws InvalidInputException if the file is missing, not a regular one, unreadable or larger
   */
  public static String readTorn(Path file, long most) throws IOException {
    return new String(Files.readAllBytes(requireSize(file, most)), StandardCharsets.UTF_8);
  }

  private static Path requireSize(Path file, long most) throws IOException {
    InputFile.requireReadable(file);
    long size = Files.size(file);
    if (size > most) {
      throw new InvalidInputException("%s: %d bytes, at most %d are read".formatted(file, size, most));
    }
    return file;
  }
}
