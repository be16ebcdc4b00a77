package dev.millrace.flow.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The few file operations whose results must survive a crash. Everything that has to survive is written through this
 * interface, so that tests can make each operation fail in turn, and can lose or damage whatever was not forced to
 * disk.
 *
 * <p>The guarantees are those of POSIX: contents survive a crash after {@link FileOutput#force} has returned; a change
 * of names (a new, renamed or deleted file) survives after {@link #forceFolder} of its folder has returned; anything
 * else may or may not survive.
 */
public interface Disk {
  /** The machine's own file system. */
  Disk REAL = new RealDisk();

  /** A file being written. */
  abstract class FileOutput extends OutputStream {
    /** For implementations. */
    protected FileOutput() {
    }

    /**
     * Returns when everything written so far is on the disk.
     *
     * @throws IOException if writing fails
     */
    public abstract void force() throws IOException;
  }

  /**
   * Creates a file; fails if the name exists already.
   *
   * @param file the file
   * @return the file, to write to
   * @throws IOException if writing fails
   */
  FileOutput create(Path file) throws IOException;

  /**
   * Opens a file for reading from its beginning.
   *
   * @param file the file
   * @return the bytes of the file
   * @throws IOException if reading fails
   */
  InputStream open(Path file) throws IOException;

  /**
   * {@return the length of a file in bytes}
   *
   * @param file the file
   * @throws IOException if reading fails
   */
  long size(Path file) throws IOException;

  /**
   * Creates a folder and any missing parent folders.
   *
   * @param folder the folder
   * @throws IOException if writing fails
   */
  void createFolder(Path folder) throws IOException;

  /**
   * Returns when the names in a folder are on the disk.
   *
   * @param folder the folder
   * @throws IOException if writing fails
   */
  void forceFolder(Path folder) throws IOException;

  /**
   * Renames a file or folder atomically: other processes see either the old name or the new one. An existing file is
   * replaced.
   *
   * @param from the old name
   * @param to the new name
   * @throws IOException if writing fails
   */
  void rename(Path from, Path to) throws IOException;

  /**
   * Deletes a file or an empty folder; does nothing if it does not exist.
   *
   * @param path the file or the empty folder
   * @throws IOException if writing fails
   */
  void delete(Path path) throws IOException;

  /**
   * {@return the names in a folder, sorted; empty if there is no such folder}
   *
   * @param folder the folder
   * @throws IOException if reading fails
   */
  List<String> list(Path folder) throws IOException;
}
