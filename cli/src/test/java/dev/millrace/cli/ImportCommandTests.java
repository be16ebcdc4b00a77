package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.Safetensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** {@code import} of networks that PyTorch wrote, as a user types it. */
class ImportCommandTests {
  private static final float CLOSE = 1e-5f;

  @TempDir
  private Path folder = Path.of("");

  private static String network(String name) {
    return Path.of("../run/src/test/resources/dev/millrace/runs/foreign", name + ".safetensors").toString();
  }

  private String[] words(String command) {
    return Arrays.stream(command.strip().split(" "))
        .map(word -> word.startsWith("@@") ? network(word.substring(2)) : word.replace("@", folder + "/"))
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({"torchcfm,--activation selu", "time-first,--activation silu --time first", "tutorial-renamed,''"})
  void samplesOfAnImportedNetworkAreThoseOfPyTorch(String name, String options) throws IOException {
    String told = Outcome.of(words("import @@" + name + " --out @run " + options)).succeeded().err();
    assertTrue(told.contains("assumed, because the file does not say it: "), told);
    var golden = Safetensors.read(Path.of(network(name + "-io"))).tensors();
    FloatArray noise = Objects.requireNonNull(golden.get("x0"));
    AtomicFile.write(folder.resolve("noise.npy"), out -> Npy.write(out, noise));
    Outcome.of(words("sample @run --noise @noise.npy --steps 8 --out @samples.npy")).succeeded();
    FloatArray samples = Npy.read(folder.resolve("samples.npy"));
    assertArrayEquals(Objects.requireNonNull(golden.get("samples")).values(), samples.values(), CLOSE);
  }

  @Test
  void whatIsSaidOfTheDataIsTheirUnits() throws IOException {
    Outcome.of(words("import @@torchcfm --activation selu --out @plain")).succeeded();
    Outcome.of(words("import @@torchcfm --activation selu --mean 10,-20 --std 2,0.5 --out @run")).succeeded();
    for (String run : new String[]{"plain", "run"}) {
      Outcome.of(words("sample @" + run + " --count 50 --seed 3 --steps 4 --out @" + run + ".npy")).succeeded();
    }
    float[] expected = Npy.read(folder.resolve("plain.npy")).values();
    for (int i = 0; i < expected.length; i += 2) {
      expected[i] = 10 + 2 * expected[i];
      expected[i + 1] = -20 + 0.5f * expected[i + 1];
    }
    assertArrayEquals(expected, Npy.read(folder.resolve("run.npy")).values(), CLOSE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      textBlock = """
          @@torchcfm | does not say the function between its layers; expected --activation
          @@torchcfm --activation swish | activation 'swish': unknown name; expected one of: silu
          @@torchcfm --activation selu --time middle | --time middle: expected last or first
          @@torchcfm --activation selu --mean 1,2 | --mean has 2 numbers and --std 0: expected one for each column
          @@torchcfm --activation selu --mean 1,2,3 --std 1,2,3 | mean has 3 numbers, the network has 2 columns
          @@torchcfm --activation selu --mean 1,2 --std 1,-1 | std
          @@torchcfm --activation selu --mean 1,x --std 1,1 | --mean
          @@torchcfm --activation selu --time-scale NaN | --time-scale NaN: expected above 0
          @@torchcfm --activation selu --time-scale -1 | --time-scale -1.0: expected above 0
          @@torchcfm --activation selu --source nothing | --source 'nothing': expected gaussian or one of
          @@torchcfm --activation selu --size 28 | --size 28: expected HEIGHTxWIDTH, such as 28x28
          @@torchcfm --activation selu --size 28x28 | --size: only for networks of images
          @@torchcfm --like @nowhere | no such run folder
          @@torchcfm-io --activation selu | no chain of linear layers as of an MLP: it holds 'samples' [4, 2] F32
          @nothing.safetensors | no such file
          """)
  void whatIsWrongIsSaidInOneLineAndNothingIsWritten(String command, String expected) throws IOException {
    Outcome outcome = Outcome.of(words("import " + command + " --out @run"));
    assertEquals(2, outcome.status(), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertTrue(outcome.err().contains(expected), outcome.err());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }
}
