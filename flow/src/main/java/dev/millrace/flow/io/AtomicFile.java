package dev.millrace.flow.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes files completely or not at all: readers see either the old contents or the new ones, never a part. */
public final class AtomicFile {
  /** Writes a file's contents. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes everything.
     *
     * @param out receives the contents; it is buffered, and may be closed
     * @throws IOException if the contents cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** The hidden names under which {@link #write} creates its files. */
  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

  private AtomicFile() {
  }

  /**
   * Deletes the temporary files that killed processes left in a folder. Files that a running process is still writing
   * are kept; if the file system does not support locks, all files are kept.
   *
   * @param folder the folder to clean; it need not exist
   * @throws IOException if writing fails
   */
  public static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> inside = Files.list(folder)) {
        for (Path left : inside.filter(file -> TEMPORARY.matcher(file.getFileName().toString()).matches()).toList()) {
          RealDisk.deleteIfAbandoned(left);
        }
      }
    }
  }

  /**
   * Writes a hidden temporary file in the target's folder, forces it to disk, renames it to the target and forces the
   * folder to disk. If anything fails before the renaming, including the body, the target is unchanged and the
   * temporary file is deleted. A symbolic link is followed, not replaced.
   *
   * @param target the file to write; its folder must exist
   * @param body writes the contents
   * @throws IOException with a message of one line that names the target and the reason: the folder is missing, the
   *     target is not a regular file, the disk is full, the body failed …
   */
  public static void write(Path target, Body body) throws IOException {
    // A rename would replace whatever exists there: for root, even /dev/null.
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new IOException("cannot write %s: it is not a regular file".formatted(target));
    }
    Path parent = target.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      throw new IOException("cannot write %s: there is no folder %s".formatted(target, target.getParent()));
    }
    try {
      replace(Disk.REAL, Files.exists(target) ? target.toRealPath() : target.toAbsolutePath(), body);
    } catch (IOException e) {
      throw new IOException("cannot write %s: %s".formatted(target, reason(e)), e);
    }
  }

  static void replace(Disk disk, Path target, Body body) throws IOException {
    while (!isReplaced(disk, target, body)) {
      // Another process deleted the file as abandoned before it was locked: try another name.
    }
    disk.forceFolder(Objects.requireNonNull(target.getParent()));
  }

  private static boolean isReplaced(Disk disk, Path target, Body body) throws IOException {
    Path temporary = target.resolveSibling(".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID()));
    Disk.FileOutput file;
    try {
      file = disk.create(temporary);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException e) {
      throw new FileSystemException(target.toString(), null, "no file can be made there");
    }
    // The file is renamed before it is closed, because closing releases the lock that marks it as being written.
    try (file) {
      var out = new Unclosed(file);
      body.writeTo(out);
      out.flush();
      file.force();
      disk.rename(temporary, target);
    } catch (Throwable failure) {
      try {
        disk.delete(temporary);
      } catch (IOException e) {
        failure.addSuppressed(e);
      }
      throw failure;
    }
    return true;
  }

  /**
   * Why an operation failed. The messages of a file system's exceptions begin with the path; this returns the rest.
   *
   * @param e what a file operation threw
   * @return the reason
   */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case FileSystemException f -> f.toString();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  /** A buffer that a body may close. The file itself stays open, because it still has to be forced to disk. */
  private static final class Unclosed extends BufferedOutputStream {
    Unclosed(OutputStream out) {
      super(out, 1 << 16);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
