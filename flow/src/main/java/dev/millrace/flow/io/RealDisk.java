package dev.millrace.flow.io;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The machine's own file system, through java.nio. */
final class RealDisk implements Disk {
  private static final int BUFFER = 1 << 16;
  /** Windows cannot open folders, and NTFS keeps a journal of its names. */
  private static final boolean FOLDERS_CAN_BE_FORCED = File.separatorChar == '/';

  private static final class ChannelOutput extends FileOutput {
    private final FileChannel channel;
    private final OutputStream out;

    ChannelOutput(FileChannel channel) {
      this.channel = channel;
      this.out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
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
      channel.force(true);
    }

    /** Does not write what is still buffered: call {@link #force} first to keep it. */
    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @Override
  public FileOutput create(Path file) throws IOException {
    // Files.createTempFile is not used, because it creates files that only their owner may read.
    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    if (!isOurs(channel) || !Files.exists(file)) {
      channel.close();
      throw new FileAlreadyExistsException(file.toString(), null, "another process took it for an abandoned file");
    }
    return new ChannelOutput(channel);
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
    if (FOLDERS_CAN_BE_FORCED) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
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
