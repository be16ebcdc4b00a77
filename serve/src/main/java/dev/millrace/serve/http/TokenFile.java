package dev.millrace.serve.http;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.millrace.flow.InvalidInputException;

/**
 * Bearer tokens from a file: one a line of 16 to 256 letters, digits and {@code -._~+/=}; empty lines and lines that
 * begin with # do not count. A file that changes is read again. If it is damaged then, the old tokens stay.
 */
public final class TokenFile {
  private static final int LONGEST_FILE = 1 << 20;

  /** The digests of the tokens. */
  private final ReadAgain<List<byte[]>> digests;

  private TokenFile(ReadAgain<List<byte[]>> digests) {
    this.digests = digests;
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param warnings hears, in one line, if the file has changed and cannot be read
   * @return its tokens
   * @throws InvalidInputException if it has none, or a line that is none
   * @throws IOException if it cannot be read
   */
  public static TokenFile read(Path file, Consumer<String> warnings) throws IOException {
    return new TokenFile(ReadAgain.of(List.of(file), () -> load(file),
        new ReadAgain.Words("", "; the tokens read before stay valid"), warnings));
  }

  private static List<byte[]> load(Path file) throws IOException {
    if (Files.size(file) > LONGEST_FILE) {
      throw new InvalidInputException("%s: is longer than %,d bytes".formatted(file, LONGEST_FILE));
    }
    List<byte[]> digests = new ArrayList<>();
    int number = 0;
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        String token = line.strip();
        if (!token.isEmpty() && !token.startsWith("#")) {
          if (!token.matches("[A-Za-z0-9._~+/=-]{16,256}")) {
            // Not shown: it may be a secret.
            throw new InvalidInputException(
                "%s, line %d: is not a token; expected 16 to 256 letters, digits and -._~+/=".formatted(file, number));
          }
          digests.add(digest(token));
        }
      }
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("%s: is not text in UTF-8".formatted(file), e);
    }
    if (digests.isEmpty()) {
      throw new InvalidInputException("%s: holds no token; expected one a line".formatted(file));
    }
    return List.copyOf(digests);
  }

  /** Digests have one length, so that comparing takes the same time whatever is the same. */
  private static byte[] digest(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // Every JDK has it
    }
  }

  /** {@return how many tokens there are} */
  public int size() {
    return digests.value().size();
  }

  /**
   * {@return whether a text is one of the tokens; how long it takes does not tell how much of it is right}
   *
   * @param text what a client says
   */
  public boolean contains(String text) {
    byte[] digest = digest(text);
    boolean found = false;
    for (byte[] each : digests.value()) {
      found |= MessageDigest.isEqual(each, digest);
    }
    return found;
  }

  /** Reads the file again if it has changed. */
  public void reload() {
    digests.reload();
  }
}
