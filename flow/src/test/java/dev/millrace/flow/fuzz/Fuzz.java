package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.ThreadMXBean;
import dev.millrace.flow.InvalidInputException;

/**
 * Gives bytes to a reader and sees to it that nothing happens but what may: it reads them, or refuses them in one line that names
 * the file, and takes no more memory than they justify. Jazzer calls {@link #fuzzerTestOneInput}; {@code -Dmillrace.fuzz.target}
 * says which reader.
 */
public final class Fuzz {
  /** What any reader may take, beside the target's allowance for each byte of the file. */
  private static final long FREE_BYTES = 4 << 20;
  private static final int LONGEST_LINE = 1000;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Target target;
  private final Path folder;
  private final Path file;

  Fuzz(Target target, Path folder) throws IOException {
    this.target = target;
    this.folder = folder;
    this.file = target.in(folder);
  }

  /** Made at the first call only, so that tests need no property. */
  private static final class OfJazzer {
    static final Fuzz INSTANCE = ofProperty();

    private static Fuzz ofProperty() {
      try {
        return new Fuzz(Target.valueOf(System.getProperty("millrace.fuzz.target", "NPY")),
            Files.createTempDirectory("millrace-fuzz"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    OfJazzer.INSTANCE.accept(input);
  }

  /** Throws if the reader does anything else than it may. */
  void accept(byte[] input) throws IOException {
    Files.write(file, target.prepared(input));
    long most = FREE_BYTES + target.bytesAByte() * input.length;
    long taken = read();
    if (taken > most) {
      // A first use loads classes, which takes memory too.
      taken = read();
    }
    if (taken > most) {
      throw new AssertionError("%d bytes taken for a file of %d".formatted(taken, input.length));
    }
  }

  /** Reads the file; returns the bytes of memory that it took. */
  private long read() throws IOException {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      target.read(file);
    } catch (InvalidInputException e) {
      String line = String.valueOf(e.getMessage());
      if (line.length() > LONGEST_LINE + folder.toString().length() || line.lines().count() != 1
          || !(line.contains(folder.toString()) || target == Target.YAML)
          || line.chars().anyMatch(Character::isISOControl)) {
        throw new AssertionError("not a clear line: " + line, e);
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
