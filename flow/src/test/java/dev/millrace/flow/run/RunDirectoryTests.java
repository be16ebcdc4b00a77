package dev.millrace.flow.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.store.RunLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RunDirectoryTests {
  private static final int BYTES = 100_000;

  @TempDir
  Path folder = Path.of("");

  /** Another process, as evaluate or report would be: says that it is in the midst of a file, and ends it when told to. */
  static final class Writer {
    private Writer() {
    }

    public static void main(String[] file) throws IOException {
      AtomicFile.write(Path.of(file[0]), out -> {
        out.write(new byte[BYTES / 2]);
        out.flush();
        System.out.println("half");
        System.in.read();
        out.write(new byte[BYTES / 2]);
      });
    }
  }

  /** Another process that takes what it finds unlocked: the lock of a run, and its temporary files. */
  static final class Taker {
    private Taker() {
    }

    public static void main(String[] run) throws IOException {
      try (RunLock _ = new RunDirectory(Path.of(run[0])).lock()) {
        System.out.println("taken");
      } catch (InvalidInputException e) {
        System.out.println("refused");
      }
      AtomicFile.clear(Path.of(run[0]));
    }
  }

  private static Process halfway(Path file) throws IOException {
    Process writer = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
        System.getProperty("java.class.path"), Writer.class.getName(), file.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader says = writer.inputReader(StandardCharsets.UTF_8);
    assertEquals("half", says.readLine());
    return writer;
  }

  private List<String> hidden() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".tmp")).toList();
    }
  }

  @Test
  void theLockLeavesAloneWhatAnotherProcessIsWriting() throws IOException, InterruptedException {
    RunDirectory run = new RunDirectory(folder);
    Files.createDirectories(run.plots());
    for (Path file : List.of(run.evaluationFile(), run.plots().resolve("quality.png"))) {
      Process writer = halfway(file);
      try (RunLock _ = run.lock()) {
        assertEquals(1, hidden().size());
      }
      try (OutputStream tell = writer.getOutputStream()) {
        tell.write('\n');
      }
      assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, writer.exitValue());
      assertEquals(BYTES, Files.size(file));
    }
  }

  @Test
  void theLockClearsAwayWhatAKilledProcessLeft() throws IOException, InterruptedException {
    RunDirectory run = new RunDirectory(folder);
    Process writer = halfway(run.evaluationFile());
    writer.destroyForcibly();
    assertTrue(writer.waitFor(20, TimeUnit.SECONDS));
    assertEquals(1, hidden().size());
    try (RunLock _ = run.lock()) {
      assertEquals(List.of(), hidden());
    }
  }

  @Test
  void theLockLeavesAloneWhatThisProcessIsWriting() throws IOException {
    RunDirectory run = new RunDirectory(folder);
    byte[] contents = {1, 2, 3};
    AtomicFile.write(run.evaluationFile(), out -> {
      out.write(contents);
      out.flush();
      for (int i = 0; i < 3; i++) {
        run.lock().close();
      }
    });
    assertArrayEquals(contents, Files.readAllBytes(run.evaluationFile()));
    assertEquals(List.of(), hidden());
  }

  @Test
  void aRefusalDoesNotReleaseTheLocksThatThisProcessHolds() throws IOException {
    RunDirectory run = new RunDirectory(folder);
    byte[] contents = {1, 2, 3};
    AtomicFile.write(run.evaluationFile(), out -> {
      out.write(contents);
      out.flush();
      try (RunLock _ = run.lock()) {
        assertThrows(InvalidInputException.class, run::lock);
        Process taker = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Taker.class.getName(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        assertEquals("refused", taker.inputReader(StandardCharsets.UTF_8).readLine());
        assertEquals(0, taker.onExit().join().exitValue());
      }
    });
    assertArrayEquals(contents, Files.readAllBytes(run.evaluationFile()));
  }
}
