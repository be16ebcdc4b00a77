package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadmeTests {
  /** The program as the README shows it, with fewer steps and a check at its end, compiled and run by this JDK. */
  @Test
  void theJavaProgramCompilesAndItsSamplesAreNearTheMoons(@TempDir Path folder)
      throws IOException, InterruptedException {
    String readme = Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8);
    int begin = readme.indexOf("```java\n") + 8;
    List<String> lines = readme.substring(begin, readme.indexOf("```", begin)).lines().toList();
    String imports = lines.stream().filter(l -> l.startsWith("import")).collect(Collectors.joining("\n"));
    String body = lines.stream().filter(l -> !l.startsWith("import")).collect(Collectors.joining("\n"));
    assertTrue(body.contains("TrainingOptions.defaults()"));
    Path program = folder.resolve("Example.java");
    Files.writeString(program, imports + "\nvoid main() {\n"
        + body.replace("TrainingOptions.defaults()", "TrainingOptions.defaults().withSteps(1500)") + """

            int near = 0;
            for (int i = 0; i < samples.length; i += 2) {
              near += Math.abs(samples[i] - 0.5) < 1.8 && Math.abs(samples[i + 1] - 0.25) < 1 ? 1 : 0;
            }
            System.out.println("near: " + near);
            }
            """, StandardCharsets.UTF_8);
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--add-modules",
        "jdk.incubator.vector", "-cp", System.getProperty("java.class.path"),
        program.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    int near = Integer.parseInt(output.substring(output.indexOf("near: ") + 6).strip());
    assertTrue(near > 950, output);
  }
}
