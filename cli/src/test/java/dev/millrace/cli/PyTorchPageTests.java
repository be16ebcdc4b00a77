package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** docs/pytorch.md shows the programs that docs/pytorch/check.py runs. */
class PyTorchPageTests {
  @ParameterizedTest
  @ValueSource(strings = {"millrace_flow.py", "mlp.py", "lesson_unet.py", "residual_unet.py"})
  void thePageHasTheProgramAsItIs(String name) throws IOException {
    Path docs = Path.of("../docs");
    String page = Files.readString(docs.resolve("pytorch.md"), StandardCharsets.UTF_8);
    String program = Files.readString(docs.resolve("pytorch").resolve(name), StandardCharsets.UTF_8);
    assertTrue(page.contains("`" + name + "`") && page.contains("```python\n" + program + "```"), name);
  }
}
