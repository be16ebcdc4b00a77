package dev.millrace.serve.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.millrace.flow.InvalidInputException;

/**
 * What files say. They are read again when one of them changes; if what they say then is wrong, the former value stays.
 *
 * @param <T> what they say
 */
final class ReadAgain<T> {
  private static final long BETWEEN_LOOKS = 1_000_000_000L;

  private final List<Path> files;
  private final Reader<T> reader;
  private final Consumer<String> notes;
  private final Words words;
  private volatile State<T> state;
  private volatile long looked = System.nanoTime();

  /** Reads files. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * {@return what they say}
     *
     * @throws InvalidInputException if it is wrong
     * @throws IOException if one cannot be read
     */
    T read() throws IOException;
  }

  /**
   * What is said when files have changed.
   *
   * @param read that they were read again, after the name of the first; empty if that is not said
   * @param kept that they are wrong, after what is wrong
   */
  record Words(String read, String kept) {}

  /** A value, and how the files were when it was read. */
  private record State<T>(T value, List<Stamp> stamps) {}

  private record Stamp(long time, long size, String key) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(found.lastModifiedTime().to(TimeUnit.NANOSECONDS), found.size(),
            String.valueOf(found.fileKey()));
      } catch (IOException _) {
        return new Stamp(-1, -1, "none");
      }
    }
  }

  private ReadAgain(List<Path> files, Reader<T> reader, Words words, Consumer<String> notes) throws IOException {
    this.files = List.copyOf(files);
    this.reader = reader;
    this.words = words;
    this.notes = notes;
    List<Stamp> before = stamps();
    state = new State<>(reader.read(), before);
  }

  /**
   * Reads files.
   *
   * @param files the files
   * @param reader reads them
   * @param words what is said when they have changed
   * @param notes hears it, in a line
   * @throws IOException if one cannot be read
   */
  static <T> ReadAgain<T> of(List<Path> files, Reader<T> reader, Words words, Consumer<String> notes)
      throws IOException {
    return new ReadAgain<>(files, reader, words, notes);
  }

  private List<Stamp> stamps() {
    List<Stamp> stamps = new ArrayList<>();
    files.forEach(file -> stamps.add(Stamp.of(file)));
    return stamps;
  }

  /** {@return what the files say} Looks at them at most once a second. */
  T value() {
    if (System.nanoTime() - looked >= BETWEEN_LOOKS) {
      reload();
    }
    return state.value;
  }

  /** Reads the files again if one has changed. */
  synchronized void reload() {
    looked = System.nanoTime();
    List<Stamp> now = stamps();
    if (now.equals(state.stamps)) {
      return;
    }
    String wrong;
    try {
      state = new State<>(reader.read(), now);
      if (!words.read.isEmpty()) {
        notes.accept(files.getFirst() + words.read);
      }
      return;
    } catch (InvalidInputException e) {
      wrong = String.valueOf(e.getMessage());
    } catch (IOException _) {
      wrong = "%s: cannot be read".formatted(files.stream().filter(file -> !Files.isReadable(file)).findFirst()
          .orElse(files.getFirst()));
    }
    // It is said once of the files as they are now.
    state = new State<>(state.value, now);
    notes.accept(wrong + words.kept);
  }
}
