package dev.millrace.tables.read;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a text file, which may be packed with gzip, and their encoding.
 *
 * @param file the file
 * @param packed whether it is packed with gzip
 * @param encoding of its characters
 * @param guessed whether the file is not UTF-8, so that its encoding had to be guessed
 * @param mark number of bytes of the mark of the encoding at the start of the file
 */
record CsvText(Path file, boolean packed, Charset encoding, boolean guessed, int mark) {
  private static final int BUFFER = 1 << 16;
  private static final Charset WINDOWS = Charset.forName("windows-1252");

  static CsvText of(Path file, @Nullable String encoding) throws IOException {
    boolean packed = isPacked(file);
    if (!packed && file.toString().endsWith(".gz")) {
      throw new InvalidInputException(file + ": is not packed with gzip; if it is plain text, take .gz off its name");
    }
    CsvText raw = new CsvText(file, packed, StandardCharsets.UTF_8, false, 0);
    byte[] start;
    try (InputStream in = raw.open()) {
      start = in.readNBytes(BUFFER);
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
    if (start.length == 0) {
      throw new InvalidInputException(file + ": is empty, expected a row of names and rows of values");
    }
    Foreign.refuse(file, start);
    if (encoding != null) {
      return new CsvText(file, packed, ofMark(charset(encoding), start), false, markLength(start));
    }
    if (startsWith(start, 0xEF, 0xBB, 0xBF)) {
      return new CsvText(file, packed, StandardCharsets.UTF_8, false, 3).checked();
    }
    if (startsWith(start, 0xFF, 0xFE)) {
      return new CsvText(file, packed, StandardCharsets.UTF_16LE, false, 2);
    }
    if (startsWith(start, 0xFE, 0xFF)) {
      return new CsvText(file, packed, StandardCharsets.UTF_16BE, false, 2);
    }
    Charset wide = wide(start);
    return wide == null ? raw.checked() : new CsvText(file, packed, wide, true, 0);
  }

  private static InvalidInputException damaged(Path file, IOException e) {
    return new InvalidInputException(file + ": its gzip data end early or are damaged; fetch the file again", e);
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new InvalidInputException(
          "`encoding` " + name + ": unknown, expected a name such as UTF-8, windows-1252 or "
              + "UTF-16",
          e);
    }
  }

  /** Of UTF-16 the mark says the order of the bytes. */
  private static Charset ofMark(Charset charset, byte[] start) {
    if (!charset.equals(StandardCharsets.UTF_16) || markLength(start) != 2) {
      return charset;
    }
    return startsWith(start, 0xFF, 0xFE) ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
  }

  private static int markLength(byte[] start) {
    return startsWith(start, 0xEF, 0xBB, 0xBF)
        ? 3
        : startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF) ? 2 : 0;
  }

  private static boolean startsWith(byte[] bytes, int... first) {
    for (int i = 0; i < first.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xFF) != first[i]) {
        return false;
      }
    }
    return true;
  }

  /** UTF-16 without a mark: every second byte of most characters is 0. */
  private static @Nullable Charset wide(byte[] start) {
    int[] zeros = new int[2];
    for (int i = 0; i < start.length; i++) {
      if (start[i] == 0) {
        zeros[i & 1]++;
      }
    }
    int most = start.length / 2;
    if (zeros[1] > most / 2 && zeros[0] < most / 8) {
      return StandardCharsets.UTF_16LE;
    }
    return zeros[0] > most / 2 && zeros[1] < most / 8 ? StandardCharsets.UTF_16BE : null;
  }

  private static boolean isPacked(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return startsWith(in.readNBytes(2), 0x1F, 0x8B);
    }
  }

  /** The bytes, unpacked. */
  InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    if (!packed) {
      return new BufferedInputStream(in, BUFFER);
    }
    try {
      return new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
    } catch (ZipException e) {
      in.close();
      throw new InvalidInputException(file + ": is not packed with gzip: " + e.getMessage(), e);
    }
  }

  /** Reads all bytes: refuses zeros, and guesses the encoding if they are not UTF-8. */
  private CsvText checked() throws IOException {
    Utf8Check check = new Utf8Check();
    try (InputStream in = open()) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        check.take(buffer, n);
      }
    } catch (EOFException | ZipException e) {
      throw damaged(file, e);
    }
    if (check.zeroLine() > 0) {
      throw new InvalidInputException("%s:%d: a zero byte; the file is binary or damaged, expected text"
          .formatted(file, check.zeroLine()));
    }
    if (check.wrongLine() == 0) {
      return this;
    }
    Charset guess = check.hasC1() ? WINDOWS : StandardCharsets.ISO_8859_1;
    if (check.manyBytes() > 0) {
      throw new InvalidInputException(
          "%s:%d: the byte %02X is not UTF-8, while other characters of the file are; mend it, or give `encoding` %s"
              .formatted(file, check.wrongLine(), check.wrongByte(), guess));
    }
    return new CsvText(file, packed, guess, true, 0);
  }

  /** Whether DuckDB can read the file as it is. */
  boolean isPlain() {
    return encoding.equals(StandardCharsets.UTF_8);
  }
}
