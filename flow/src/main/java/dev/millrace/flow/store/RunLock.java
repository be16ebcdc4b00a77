package dev.millrace.flow.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * A lock that lets only one process at a time write to a folder. The operating system releases it when the process
 * ends, however it ends; the lock file remains.
 */
public final class RunLock implements AutoCloseable {
  /** The name of the lock file in the folder. */
  public static final String NAME = ".lock";
  private static final int MOST_DIGITS = 20;

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of an existing folder.
   *
   * @param folder the folder
   * @return the lock
   * @throws InvalidInputException if another process holds it
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
   * @throws InvalidInputException if another process holds it
   * @throws IOException if reading fails
   */
  public static RunLock of(Path folder, String name) throws IOException {
    FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new InvalidInputException(
            "%s: process %s is writing to this run; wait for its end, or choose another folder".formatted(folder,
                holder(channel)));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
      return new RunLock(channel);
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer digits = ByteBuffer.allocate(MOST_DIGITS);
    channel.read(digits, 0);
    String pid = new String(digits.array(), 0, digits.position(), StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? pid : "(unknown)";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
