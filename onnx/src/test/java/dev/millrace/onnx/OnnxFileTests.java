package dev.millrace.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.net.MlpShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class OnnxFileTests {
  @TempDir
  private Path folder = Path.of("");

  private static byte[] graph() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    OnnxGraph.of(Graphs.points(new MlpShape(2, 4, 1, 1)), Graphs.ORIGIN, OnnxOptions.DEFAULTS).write(out);
    return out.toByteArray();
  }

  private static InvalidInputException refused(byte[] bytes) {
    InvalidInputException e = assertThrows(InvalidInputException.class,
        () -> OnnxFile.read("x.onnx", ByteBuffer.wrap(bytes)));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith("x.onnx: ") && message.lines().count() == 1, message);
    return e;
  }

  @Test
  void aFileThatIsCutAnywhereIsRefusedOrHasLessInIt() throws IOException {
    byte[] whole = graph();
    OnnxFile file = OnnxFile.read("whole", ByteBuffer.wrap(whole));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      try {
        // Metadata come last: without some of them a file is still one of ONNX.
        assertTrue(OnnxFile.read("x.onnx", ByteBuffer.wrap(part)).metadata().size() < file.metadata().size()
            || length > whole.length - 200);
      } catch (InvalidInputException e) {
        refused(part);
      }
    }
  }

  @Test
  void damagedBytesNeverEndInAnotherException() throws IOException {
    byte[] whole = graph();
    Random random = new Random(1);
    for (int trial = 0; trial < 5000; trial++) {
      byte[] damaged = whole.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        OnnxFile.read("x.onnx", ByteBuffer.wrap(damaged)).isOurs();
      } catch (InvalidInputException e) {
        refused(damaged);
      }
    }
  }

  @Test
  void lengthsBeyondTheEndAreNotBelieved() {
    refused(new byte[0]);
    refused("a text, not a model".getBytes(StandardCharsets.UTF_8));
    // A graph of 2^63 - 1 bytes, and one of 2^64 - 1.
    refused(bytes(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F));
    refused(bytes(0x3A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01));
    // A number without an end.
    refused(bytes(0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80));
    // The field 0, and a wire type that protobuf does not have.
    refused(bytes(0x00, 0x01));
    refused(bytes(0x0F, 0x01));
  }

  @Test
  void graphsInGraphsInGraphsEnd() {
    Proto deep = new Proto().text(2, "innermost");
    for (int i = 0; i < 1000; i++) {
      Proto attribute = new Proto().text(1, "body").message(6, deep);
      deep = new Proto().message(1, new Proto().text(4, "Loop").message(5, attribute));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Proto model = new Proto().integer(1, 8).message(7, deep);
    try {
      model.writeTo(out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertTrue(String.valueOf(refused(out.toByteArray()).getMessage()).contains("nested"));
  }

  @Test
  void graphsOfOthersAreDescribedButNotOurs() throws IOException {
    Proto node = new Proto().text(1, "a").text(2, "b").text(4, "Relu");
    Proto model = new Proto().integer(1, 7).text(2, "pytorch").text(3, "2.4").message(7, new Proto().message(1, node))
        .message(8, new Proto().integer(2, 17));
    Path file = folder.resolve("relu.onnx");
    try (var out = Files.newOutputStream(file)) {
      model.writeTo(out);
    }
    OnnxFile read = OnnxFile.read(file);
    assertFalse(read.isOurs());
    assertEquals("pytorch 2.4", read.producer());
    assertEquals(17, read.opset());
    assertEquals(Map.of("Relu", 1), read.operators());
    InvalidInputException e = assertThrows(InvalidInputException.class, () -> OnnxCheck.compare(file, file));
    assertTrue(String.valueOf(e.getMessage()).contains("was made by pytorch 2.4, not by Millrace"), e.getMessage());
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
