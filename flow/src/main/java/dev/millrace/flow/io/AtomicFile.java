package dev.millrace.flow.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes files whole or not at all: readers see the old contents or the new, never a part. */
public final class AtomicFile {
  /** Writes a file's contents. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes everything.
     *
     * @param out takes the contents; buffered, and closing it does no harm
     * @throws IOException if the contents cannot be written
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /** The hidden names that {@link #write} gives at first. */
  private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.[0-9a-f-]{36}\\.tmp");

  private AtomicFile() {
  }

  /**
   * Deletes what killed processes left under hidden names in a folder. Files that a live process is writing stay; where the file
   * system has no locks, all stay.
   *
   * @param folder need not exist
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
   * Writes to a hidden name in the target's folder, forces that to disk, renames it over the target and forces the folder. When
   * anything fails before the renaming, the body included, the target stays as it was and the hidden file is deleted. A symbolic
   * link is followed, not replaced.
   *
   * @param target where the file shall be; its folder must exist
   * @param body writes the contents
   * @throws IOException in one line that names the target and the reason: the folder is missing, the target is not a regular
   *     file, the disk is full, the body failed …
   */
  public static void write(Path target, Body body) throws IOException {
    // A rename would replace whatever stands there, and for root even /dev/null.
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
      // Its hidden name was taken for a remainder before it was marked: another one.
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
    }
    // Renamed before it is closed, since closing takes away the mark that it is being written.
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

  /** Why an operation failed: the messages of a file system's exceptions begin with the path, what people need is the rest. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException f when f.getReason() != null -> f.getReason();
      case FileSystemException f -> f.toString();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  /** A buffer that a body may close without closing the file, which still has to be forced to disk. */
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
