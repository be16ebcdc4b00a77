package dev.millrace.flow.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The few operations on files that must hold through a crash. Everything that has to survive goes through this face, so that
 * tests can fail each operation in turn, and lose or damage whatever was not forced.
 *
 * <p>What is promised is what POSIX promises: contents survive once {@link FileOutput#force} returned; a name, be it new,
 * renamed or deleted, survives once {@link #forceFolder} of its folder returned; anything else may or may not.
 */
public interface Disk {
  /** The machine's own file system. */
  Disk REAL = new RealDisk();

  /** A file being written. */
  abstract class FileOutput extends OutputStream {
    /** Returns when all that was written is on the disk itself. */
    public abstract void force() throws IOException;
  }

  /** Makes a file; fails if the name is taken. */
  FileOutput create(Path file) throws IOException;

  /** Reads a file from its begin. */
  InputStream open(Path file) throws IOException;

  /** Length of a file in bytes. */
  long size(Path file) throws IOException;

  /** Makes a folder and those above it, as far as they are missing. */
  void createFolder(Path folder) throws IOException;

  /** Returns when the names in a folder are on the disk itself. */
  void forceFolder(Path folder) throws IOException;

  /** Gives a file or folder another name at once: others see the old name or the new. An existing file is replaced. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty folder; nothing happens if there is none. */
  void delete(Path path) throws IOException;

  /** The names in a folder, sorted; none if there is no such folder. */
  List<String> list(Path folder) throws IOException;
}
