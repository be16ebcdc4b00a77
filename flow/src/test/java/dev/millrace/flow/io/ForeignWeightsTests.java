package dev.millrace.flow.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Files whose bytes are written here by hand. */
class ForeignWeightsTests {
  @TempDir
  Path folder = Path.of("");

  /** Two weights of one float each, 1.5 and −2, and a counter 7 of eight bytes. */
  private Path file(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + 16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(json.length).put(json).putFloat(1.5f).putFloat(-2).putLong(7);
    return Files.write(folder.resolve("w.safetensors"), bytes.array());
  }

  private static String header(String first, String second, String counter) {
    return """
        {"__metadata__": null,
        "%s": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]},
        "%s": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]},
        "%s": {"dtype": "I64", "shape": [], "data_offsets": [8, 16]}}""".formatted(first, second, counter);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"',
      textBlock = """
          net.0.weight | net.0.bias | steps | the tensor 'steps' of I64
          module.net.0.weight | module.net.0.bias | module.steps | the prefix 'module.' of all names; the tensor 'module.steps' of I64
          module.net.0.weight | module.net.0.bias | n_averaged | the prefix 'module.' of all names; the tensor 'n_averaged' of I64
          _orig_mod.net.0.weight | _orig_mod.net.0.bias | n | '_orig_mod.' in the names; the tensor 'n' of I64
          net._orig_mod.0.weight | net.0.bias | n | '_orig_mod.' in the names; the tensor 'n' of I64
          _orig_mod.module.net.0.weight | _orig_mod.module.net.0.bias | n | '_orig_mod.' in the names; the prefix 'module.' of all names; the tensor 'n' of I64
          module._orig_mod.net.0.weight | module._orig_mod.net.0.bias | n | the prefix 'module.' of all names; '_orig_mod.' in the names; the tensor 'n' of I64
          """)
  void habitsAreTakenAndSaid(String first, String second, String counter, String setAside) throws IOException {
    ForeignWeights read = ForeignWeights.read(file(header(first, second, counter)));
    assertEquals(List.of(setAside.split("; ", -1)), read.setAside());
    assertEquals(Map.of("net.0.weight", FloatArray.of(new float[]{1.5f}, 1), "net.0.bias",
        FloatArray.of(new float[]{-2}, 1)), read.content().tensors());
    assertEquals(Map.of(), read.content().metadata());
  }

  @Test
  void ourOwnFilesLoseNothing() throws IOException {
    var tensors = new LinkedHashMap<>(Map.of("modulei.weight", FloatArray.of(new float[]{1}, 1)));
    var written = new Safetensors(tensors, Map.of("a", "b"));
    var bytes = new ByteArrayOutputStream();
    written.write(bytes);
    assertEquals(new ForeignWeights(written, List.of()),
        ForeignWeights.read(Files.write(folder.resolve("own"), bytes.toByteArray())));
  }

  @Test
  void weightsThatAreIntegersAndNamesThatMeetAreRefused() throws IOException {
    Path integers = file(header("a", "b", "net.0.weight"));
    assertEquals(integers + ": tensor 'net.0.weight': dtype 'I64', expected F32, F64, F16 or BF16",
        Refused.message(() -> ForeignWeights.read(integers)));
    Path meeting = file(header("net._orig_mod.0.bias", "net.0.bias", "n"));
    assertTrue(Refused.message(() -> ForeignWeights.read(meeting)).contains("two tensors are named 'net.0.bias'"));
    Path strict = file(header("a", "b", "n"));
    assertTrue(Refused.message(() -> Safetensors.read(strict)).contains("tensor 'n': dtype 'I64'"));
  }
}
