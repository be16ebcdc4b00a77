package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VectorModuleTests {
  @TempDir
  Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({"--add-exports, java.base/jdk.internal.module=ALL-UNNAMED, Vector API",
      "-Xlog:disable, -Dplain=1, plain Java"})
  void theModuleIsLoadedWithoutAWordAndItsAbsenceIsSaidOnce(String option, String value, String engine)
      throws IOException, InterruptedException {
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option, value,
        "--enable-native-access=ALL-UNNAMED", "-cp",
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
        VectorModuleTests.class.getName());
    Process process = new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile()).start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    String err = Files.readString(folder.resolve("err"), StandardCharsets.UTF_8);
    assertEquals(engine.startsWith("plain") ? 2 : 1, err.split("--add-modules jdk.incubator.vector", -1).length, err);
    assertTrue(engine.startsWith("plain") || err.isEmpty(), err);
    assertEquals(0, process.exitValue());
    assertTrue(Files.readString(folder.resolve("out"), StandardCharsets.UTF_8).startsWith(engine));
  }

  /** What the command does first, in a Java virtual machine of its own. */
  public static void main(String[] args) {
    VectorModule.load();
    for (int i = 0; i < 2; i++) {
      System.out.println(VelocityMlp.random(new MlpShape(2, 16, 1, 1), new Seed(0)).engine());
    }
  }
}
