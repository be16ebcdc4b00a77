package dev.millrace.flow.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.flow.InvalidInputException;

/** Reads small text files. */
public final class TextFile {
  private TextFile() {
  }

  /**
   * Reads a text in UTF-8.
   *
   * @param file the file
   * @param most the largest size that is read, in bytes
   * @return the text
   * @throws InvalidInputException if the file is missing, not a regular file, unreadable, larger, or not UTF-8; the
   *     message is one line that names it
   * @throws IOException if reading fails
   */
  public static String read(Path file, long most) throws IOException {
    try {
      return Files.readString(requireSize(file, most), StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": is not text in UTF-8", e);
    }
  }

  /**
   * As {@link #read}, but bytes that are not UTF-8 become the replacement character: an interrupted write may end
   * within a character.
   *
   * @param file the file
   * @param most the greatest number of bytes
   * @return the text
   * @throws InvalidInputException if the file is missing, not a regular file, unreadable or larger
   * @throws IOException if reading fails
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
