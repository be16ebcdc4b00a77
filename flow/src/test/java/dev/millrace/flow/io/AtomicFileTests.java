package dev.millrace.flow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class AtomicFileTests {
  @TempDir
  Path folder;

  @Test
  void writesANewFileAndReplacesAnOldOne() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicFile.write(target, out -> out.write("first, and longer".getBytes(StandardCharsets.UTF_8)));
    AtomicFile.write(target, out -> out.write("second".getBytes(StandardCharsets.UTF_8)));
    assertEquals("second", Files.readString(target));
    assertEquals(List.of(target), filesIn(folder));
  }

  @Test
  void theOldFileStandsUntilTheNewOneIsComplete() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFile.write(target, out -> {
      out.write(new byte[1 << 20]);
      out.flush();
      assertEquals("old", Files.readString(target));
    });
    assertEquals(1 << 20, Files.size(target));
  }

  @Test
  void aBodyThatFailsHalfWayLeavesTheOldFileAndNothingElse() throws IOException {
    Path target = Files.writeString(folder.resolve("a.npy"), "old");
    var full = new IOException("No space left on device");
    var thrown = assertThrows(IOException.class, () -> AtomicFile.write(target, out -> {
      out.write(new byte[1 << 20]);
      throw full;
    }));
    assertEquals("cannot write %s: No space left on device".formatted(target), thrown.getMessage());
    assertSame(full, thrown.getCause());
    assertEquals("old", Files.readString(target));
    assertEquals(List.of(target), filesIn(folder));
  }

  @Test
  void otherExceptionsPassUnchangedAndLeaveNothing() throws IOException {
    var failure = new IllegalStateException("half-way");
    AtomicFile.Body body = out -> {
      out.write(1);
      throw failure;
    };
    assertSame(failure, assertThrows(IllegalStateException.class, () -> AtomicFile.write(folder.resolve("b"), body)));
    assertEquals(List.of(), filesIn(folder));
  }

  @Test
  void anExceptionWithoutAMessageIsNamed() {
    assertEquals("cannot write %s: java.io.IOException".formatted(folder.resolve("b")),
        refused(folder.resolve("b"), out -> {
          throw new IOException();
        }));
    assertEquals("cannot write %s: java.nio.file.NoSuchFileException: weights".formatted(folder.resolve("b")),
        refused(folder.resolve("b"), out -> {
          throw new NoSuchFileException("weights");
        }));
  }

  @Test
  void whereNoFileCanBeTheMessageSaysWhy() {
    assertEquals("cannot write %1$s/no/a.txt: there is no folder %1$s/no".formatted(folder),
        refused(folder.resolve("no/a.txt"), out -> out.write(1)));
    assertEquals("cannot write %s: it is not a regular file".formatted(folder), refused(folder, out -> out.write(1)));
    assertEquals("cannot write /: it is not a regular file", refused(Path.of("/"), out -> out.write(1)));
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device));
    assertEquals("cannot write /dev/null: it is not a regular file", refused(device, out -> out.write(1)));
    assertFalse(Files.isRegularFile(device));
  }

  private static String refused(Path target, AtomicFile.Body body) {
    return String.valueOf(assertThrows(IOException.class, () -> AtomicFile.write(target, body)).getMessage());
  }

  @Test
  void aBodyMayCloseItsStream() throws IOException {
    Path target = folder.resolve("a.txt");
    AtomicFile.write(target, out -> {
      try (OutputStream closed = out) {
        closed.write("whole".getBytes(StandardCharsets.UTF_8));
      }
    });
    assertEquals("whole", Files.readString(target));
  }

  @Test
  void aLinkIsFollowed() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("newest.txt"), target);
    AtomicFile.write(link, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(target));
  }

  @Test
  void othersMayReadTheFileIfTheyMayReadAnyNewFile() throws IOException {
    Path plain = Files.writeString(folder.resolve("plain"), "");
    Path target = folder.resolve("a.txt");
    AtomicFile.write(target, out -> out.write(1));
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(target));
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  /** Fails at each operation in turn; then the machine crashes, and takes what was not forced: old or new, never a part. */
  @Test
  void afterACrashAnywhereThereIsTheOldFileOrTheNew() throws IOException {
    Path target = Path.of("/runs/moons-1/model.safetensors");
    byte[] oldBytes = "the old contents".getBytes(StandardCharsets.UTF_8);
    byte[] newBytes = "the new contents, which are longer".getBytes(StandardCharsets.UTF_8);
    for (CrashingDisk.Damage damage : CrashingDisk.Damage.values()) {
      for (int succeed = 0; succeed < 8; succeed++) {
        for (boolean undone : new boolean[]{false, true}) {
          CrashingDisk disk = new CrashingDisk();
          disk.createFolder(Objects.requireNonNull(target.getParent()));
          for (Path up = target.getParent(); up != null; up = up.getParent()) {
            disk.forceFolder(up);
          }
          AtomicFile.replace(disk, target, out -> out.write(oldBytes));
          disk.failAfter(succeed, true);
          boolean written = false;
          try {
            AtomicFile.replace(disk, target, out -> out.write(newBytes));
            written = true;
          } catch (IOException e) {
            // As it should, until all operations succeed.
          }
          assertTrue(written == (succeed >= 5), "" + succeed);
          byte[] now = disk.afterCrash(damage, undone).read(target);
          assertTrue(Arrays.equals(now, newBytes) || (!written && Arrays.equals(now, oldBytes)),
              "operation %d, %s, names undone %s".formatted(succeed, damage, undone));
        }
      }
    }
  }
}
