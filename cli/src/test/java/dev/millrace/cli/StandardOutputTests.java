package dev.millrace.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.millrace.cli.terminal.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Results that cannot be written: the command in processes of its own, behind a shell that sets its standard output. */
@EnabledOnOs(OS.LINUX)
class StandardOutputTests {
  @TempDir
  Path folder = Path.of("");

  private int status(String command) throws IOException, InterruptedException {
    String java = "\"%s\" -cp \"%s\" %s ".formatted(Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        Millrace.class.getName());
    Process process = new ProcessBuilder("/bin/bash", "-c", "set -o pipefail\n" + command.replace("millrace ", java))
        .directory(folder.toFile()).redirectError(folder.resolve("err").toFile()).redirectOutput(Redirect.DISCARD)
        .start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return process.exitValue();
  }

  private List<String> err() throws IOException {
    return Files.readAllLines(folder.resolve("err"), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"millrace datasets >/dev/full, No space left on device",
      "millrace --version >/dev/full, No space left on device",
      "millrace help train 1</dev/null, Bad file descriptor"})
  void aResultThatIsLostIsAFailure(String command, String reason) throws IOException, InterruptedException {
    assertEquals(Messages.FAILED, status(command));
    assertEquals(List.of("millrace: cannot write to standard output: " + reason), err());
  }

  @Test
  void aReaderMayLeaveEarly() throws IOException, InterruptedException {
    assertEquals(0, status("millrace help train | true"));
    assertEquals(List.of(), err());
    assertEquals(0, status("millrace datasets | head -1"));
    assertEquals(0, status("millrace datasets >a-file"));
    assertTrue(Files.readString(folder.resolve("a-file"), StandardCharsets.UTF_8).contains("moons"));
    assertEquals(List.of(), err());
  }
}
