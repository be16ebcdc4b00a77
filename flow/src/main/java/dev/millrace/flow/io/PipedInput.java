package dev.millrace.flow.io;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;

import dev.millrace.flow.InvalidInputException;

/**
 * Input that can be read only once: standard input, which is named {@code -}, a FIFO, or the output of another process
 * ({@code <(command)} in a shell). Its format is recognised by its first bytes, because its name does not tell.
 */
public final class PipedInput {
  private static final Path STANDARD_INPUT = Path.of("-");
  private static final int FILE_TYPE = 0170000;
  private static final int PIPE = 0010000;
  private static final int SOCKET = 0140000;

  private PipedInput() {
  }

  /**
   * {@return whether a name means standard input or a pipe}
   *
   * @param file the file
   */
  public static boolean is(Path file) {
    return file.equals(STANDARD_INPUT) || isPipe(file);
  }

  /**
   * {@return whether there is a pipe or a socket of this name}
   *
   * @param file the file
   */
  public static boolean isPipe(Path file) {
    try {
      int type = (int) Files.getAttribute(file, "unix:mode") & FILE_TYPE;
      return type == PIPE || type == SOCKET;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Reads rows of finite numbers: an .npy array, JSON lines or CSV.
   *
   * @param file for which {@link #is} holds
   * @param header whether the first row of CSV holds names
   * @return the rows
   * @throws InvalidInputException if it is none of the three, or is damaged
   * @throws IOException if reading fails
   */
  public static Table rows(Path file, Csv.Header header) throws IOException {
    return rows(file, header, _ -> -1);
  }

  /**
   * As {@link #rows(Path, Csv.Header)}, but one column may hold words, in whose place the table has zeros.
   *
   * @param file for which {@link #is} holds
   * @param header whether the first row of CSV holds names
   * @param words finds the column of words by the names of all columns; -1 for none
   * @return the rows
   * @throws InvalidInputException if it is none of the three, or is damaged
   * @throws IOException if reading fails
   */
  public static Table rows(Path file, Csv.Header header, ToIntFunction<List<String>> words) throws IOException {
    byte[] bytes = readAll(file);
    if (Npy.isOne(bytes)) {
      return Npy.readRows(file, bytes);
    }
    int begin = 0;
    while (begin < bytes.length && Character.isWhitespace(bytes[begin])) {
      begin++;
    }
    boolean json = begin < bytes.length && (bytes[begin] == '[' || bytes[begin] == '{');
    var collector = new LabelledTable.Collector(words);
    return json
        ? JsonLines.read(file, bytes, collector)
        : Csv.read(file, new ByteArrayInputStream(bytes), header, collector);
  }

  /** Reads the input to its end. */
  static byte[] readAll(Path file) throws IOException {
    if (file.equals(STANDARD_INPUT)) {
      return System.in.readAllBytes();
    }
    if (!Files.isReadable(file)) {
      throw new InvalidInputException(file + ": no permission to read it");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readAllBytes();
    }
  }
}
