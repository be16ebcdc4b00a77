package dev.millrace.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A program in one source file, as users copy it from a page, compiled and run by this JDK. */
final class JavaProgram {
  private JavaProgram() {
  }

  /**
   * {@return what the program prints}
   *
   * @param source the file; the program runs in its folder
   */
  static String run(Path source) throws IOException, InterruptedException {
    // A class path may have folders of this build, relative to this folder.
    String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
        .map(part -> Path.of(part).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules", "jdk.incubator.vector", "-cp", classPath, source.toString())
        .directory(Objects.requireNonNull(source.getParent()).toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output;
  }
}
