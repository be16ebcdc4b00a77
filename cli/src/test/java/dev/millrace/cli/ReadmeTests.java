package dev.millrace.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

import dev.millrace.flow.data.Toy;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertTrue;

class ReadmeTests {
  /** The program as the README shows it, with fewer steps and a check at its end, compiled and run by this JDK. */
  @Test
  void theJavaProgramCompilesAndItsSamplesAreNearTheMoons(@TempDir Path folder)
      throws IOException, InterruptedException {
    String readme = Files.readString(Path.of("../README.md"), StandardCharsets.UTF_8);
    int begin = readme.indexOf("```java\n", readme.indexOf("## From Java")) + 8;
    List<String> lines = readme.substring(begin, readme.indexOf("```", begin)).lines().toList();
    String imports = lines.stream().filter(l -> l.startsWith("import")).collect(Collectors.joining("\n"));
    String body = lines.stream().filter(l -> !l.startsWith("import")).collect(Collectors.joining("\n"));
    assertTrue(body.contains("FlowOptions.defaults()") && body.contains("ReflowOptions.defaults()"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("points.csv"))) {
      Csv.write(out, Table.of(Toy.MOONS.sample(new SplittableRandom(1), 1000), 2, List.of("x", "y")));
    }
    Path program = folder.resolve("Example.java");
    Files.writeString(program, imports + "\nvoid main() throws Exception {\n"
        + body.replace("ReflowOptions.defaults()", "ReflowOptions.defaults().withPairs(1000).withSteps(100)")
            .replace("(rows, FlowOptions.defaults()", "(rows, FlowOptions.defaults().withLayers(64, 3).withSteps(1000)")
        + """

            int near = 0;
            for (float[] sample : samples) {
              near += Math.abs(sample[0] - 0.5) < 1.8 && Math.abs(sample[1] - 0.25) < 1 ? 1 : 0;
            }
            System.out.println(quick.rows() + " " + quick.names() + " " + logDensities.length);
            System.out.println("near: " + near);
            }
            """, StandardCharsets.UTF_8);
    String output = JavaProgram.run(program);
    assertTrue(output.contains("1000 [x, y] 1000"), output);
    assertTrue(Files.size(folder.resolve("straight.safetensors")) > 50_000);
    int near = Integer.parseInt(output.substring(output.indexOf("near: ") + 6).strip());
    assertTrue(near > 950, output);
  }
}
