package dev.millrace.torch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

class NativesTests {
  @TempDir
  private Path folder;

  /** Loads the libraries. */
  static final class Loads {
    private Loads() {
    }

    public static void main(String[] arguments) {
      Natives.load();
    }
  }

  /**
   * Of three processes that met an empty cache within half a second, one or two died with SIGBUS in each of six tries,
   * because each maps libraries that another is copying. Now the first keeps the others waiting.
   */
  @Test
  void aProcessWaitsWhileAnotherFillsTheCache() throws IOException, InterruptedException {
    Path cache = Files.createDirectories(folder.resolve("cache"));
    try (FileChannel file = FileChannel.open(cache.resolve("millrace.lock"), StandardOpenOption.CREATE,
        StandardOpenOption.WRITE); FileLock held = file.lock()) {
      Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1",
          "-Dorg.bytedeco.javacpp.cachedir=" + cache, "-cp", System.getProperty("java.class.path"),
          Loads.class.getName()).inheritIO().start();
      assertFalse(process.waitFor(2, TimeUnit.SECONDS), "lock " + held);
      try (Stream<Path> copies = Files.list(cache)) {
        assertEquals(List.of("millrace.lock"), copies.map(copy -> copy.getFileName().toString()).toList());
      }
      process.destroyForcibly().waitFor(); // to copy and to load would take seconds
    }
  }
}
