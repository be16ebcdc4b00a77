package dev.millrace.flow.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.millrace.flow.InvalidInputException;

/**
 * A lock that lets only one process at a time write to a folder. The operating system releases it when the process
 * ends, however it ends; the lock file remains.
 */
public final class RunLock implements AutoCloseable {
  /** The name of the lock file in the folder. */
  public static final String NAME = ".lock";
  private static final int MOST_DIGITS = 20;

  /**
   * The lock files that this process holds. On POSIX, closing any descriptor of a file releases all locks that the
   * process has on it, so that a file that is locked here must not be opened again.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final RandomAccessFile open;

  private RunLock(Path file, RandomAccessFile open) {
    this.file = file;
    this.open = open;
  }

  /**
   * Takes the lock of an existing folder.
   *
   * @param folder the folder
   * @return the lock
   * @throws InvalidInputException if another process, or another thread of this one, holds it
   * @throws IOException if reading fails
   */
  public static RunLock of(Path folder) throws IOException {
    return of(folder, NAME);
  }

  /**
   * Takes one of several locks of an existing folder.
   *
   * @param folder the folder
   * @param name name of the lock file in the folder; a hidden file
   * @return the lock
   * @throws InvalidInputException if another process, or another thread of this one, holds it
   * @throws IOException if reading fails
   */
  public static RunLock of(Path folder, String name) throws IOException {
    Path file = folder.toRealPath().resolve(name);
    if (!HELD.add(file)) {
      throw new InvalidInputException(
          taken(folder, Long.toString(ProcessHandle.current().pid())));
    }
    try {
      return new RunLock(file, locked(folder, file));
    } catch (Throwable e) {
      HELD.remove(file);
      throw e;
    }
  }

  private static RandomAccessFile locked(Path folder, Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // An earlier process left it.
    }
    // Not a channel, which would be closed if the thread is interrupted.
    RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw");
    try {
      if (open.getChannel().tryLock() == null) {
        throw new InvalidInputException(
            taken(folder, holder(open)));
      }
      open.setLength(0);
      open.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
      return open;
    } catch (Throwable e) {
      open.close();
      throw e;
    }
  }

  private static String taken(Path folder, String process) {
    return "%s: process %s is writing to this run; wait for its end, or choose another folder".formatted(folder,
        process);
  }

  private static String holder(RandomAccessFile open) throws IOException {
    byte[] digits = new byte[MOST_DIGITS];
    int read = Math.max(0, open.read(digits));
    String pid = new String(digits, 0, read, StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? pid : "(unknown)";
  }

  @Override
  public void close() throws IOException {
    try {
      open.close();
    } finally {
      HELD.remove(file);
    }
  }
}
