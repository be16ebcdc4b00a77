package dev.millrace.flow.io;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The machine's own file system, through java.nio. */
final class RealDisk implements Disk {
  private static final int BUFFER = 1 << 16;
  /** Windows cannot open folders, and NTFS keeps a journal of its names. */
  private static final boolean FOLDERS_CAN_BE_FORCED = File.separatorChar == '/';

  /**
   * The files that this process is writing. On POSIX, closing any descriptor of a file releases all locks that the
   * process has on it, so that a file that is being written must not be opened again.
   */
  private static final Set<Path> WRITTEN = ConcurrentHashMap.newKeySet();

  /** A stream, because a channel would be closed if the thread is interrupted: what is saved then must be whole. */
  private static final class FileStream extends FileOutput {
    private final Path file;
    private final FileOutputStream raw;
    private final OutputStream out;

    FileStream(Path file, FileOutputStream raw) {
      this.file = file;
      this.raw = raw;
      this.out = new BufferedOutputStream(raw, BUFFER);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void force() throws IOException {
      out.flush();
      raw.getFD().sync();
    }

    /** Does not write what is still buffered: call {@link #force} first to keep it. */
    @Override
    public void close() throws IOException {
      try {
        raw.close();
      } finally {
        WRITTEN.remove(file);
      }
    }
  }

  @Override
  public FileOutput create(Path file) throws IOException {
    Path absolute = real(file);
    // Files.createTempFile is not used, because it creates files that only their owner may read.
    Files.createFile(absolute);
    WRITTEN.add(absolute);
    try {
      FileOutputStream raw = new FileOutputStream(absolute.toFile(), true);
      if (isOurs(raw.getChannel()) && Files.exists(absolute)) {
        return new FileStream(absolute, raw);
      }
      raw.close();
    } catch (Throwable e) {
      WRITTEN.remove(absolute);
      throw e;
    }
    WRITTEN.remove(absolute);
    throw new FileAlreadyExistsException(file.toString(), null, "another process took it for an abandoned file");
  }

  private static Path real(Path file) throws IOException {
    Path parent = Objects.requireNonNull(file.toAbsolutePath().getParent());
    return parent.toRealPath().resolve(Objects.requireNonNull(file.getFileName()));
  }

  /**
   * Locks a file, which marks it as being written until its channel is closed. A process that deletes abandoned files
   * may have locked it first.
   */
  private static boolean isOurs(FileChannel channel) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      // The file system does not support locks: there, no file is ever taken to be abandoned.
      return true;
    }
  }

  /** Deletes a file that no process is writing, however the one that wrote it ended. */
  static void deleteIfAbandoned(Path file) throws IOException {
    if (WRITTEN.contains(real(file))) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() != null) {
        Files.deleteIfExists(file);
      }
    } catch (OverlappingFileLockException | NoSuchFileException e) {
      // This process is writing the file, or its writer has just renamed it.
    }
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return Files.newInputStream(file);
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    if (!FOLDERS_CAN_BE_FORCED) {
      return;
    }
    // Only a channel can force a folder, and an interrupted thread cannot use one.
    boolean interrupted = Thread.interrupted();
    try {
      while (!isForced(folder)) {
        interrupted = true;
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Forces a folder; false if the thread was interrupted meanwhile. */
  private static boolean isForced(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      return false;
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    }
  }
}
