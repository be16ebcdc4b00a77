package dev.millrace.flow.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Standardizer;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FlowModelTests {
  @TempDir
  private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("model.safetensors");
  }

  private VelocityMlp write(MlpShape shape) throws IOException {
    VelocityMlp mlp = VelocityMlp.random(shape, new Seed(3));
    new FlowModel(mlp, "gaussian", "linear", Standardizer.identity(shape.dim()), List.of()).write(file());
    return mlp;
  }

  @Test
  void everyNetworkComesBackWithItsShapeAndBits() throws IOException {
    for (Activation activation : Activation.values()) {
      for (TimeInput time : TimeInput.values()) {
        for (MlpShape shape : List.of(new MlpShape(2, 21, 3, 1, activation, time),
            new MlpShape(1, 1, 1, 10, activation, time), new MlpShape(5, 4, 2, 1, activation, time),
            new MlpShape(2, 7, 1, 1, activation, time).withClasses(1),
            new MlpShape(3, 17, 2, 1, activation, time, 9, 0), new MlpShape(3, 17, 2, 1, activation, time, 0, 2))) {
          VelocityMlp written = write(shape);
          VelocityMlp read = FlowModel.read(file()).velocity();
          assertEquals(shape, read.shape());
          assertArrayEquals(written.toFlat(), read.toFlat());
          Map<String, String> metadata = Safetensors.read(file()).metadata();
          assertEquals(activation.toString(), metadata.get("activation"));
          assertEquals(time.toString(), metadata.get("time"));
        }
      }
    }
  }

  @Test
  void meansAndNamesComeBackExactly() throws IOException {
    MlpShape shape = new MlpShape(2, 4, 1, 1, Activation.SILU, TimeInput.EMBEDDING);
    Standardizer standardizer = new Standardizer(new double[]{5400000.123456789, 0.1}, new double[]{0.5773502, 0});
    List<String> names = List.of("north, in \"metres\"", "größe");
    new FlowModel(VelocityMlp.random(shape, new Seed(3)), "gaussian", "linear", standardizer, names).write(file());
    assertEquals(standardizer, FlowModel.read(file()).standardizer());
    assertEquals(names, FlowModel.read(file()).columns());
  }

  @Test
  void classesAndTheirNamesComeBack() throws IOException {
    VelocityMlp mlp = write(new MlpShape(2, 8, 2, 1).withClasses(2));
    assertEquals("2", Safetensors.read(file()).metadata().get("classes"));
    assertEquals(List.of(3, 8),
        Objects.requireNonNull(Safetensors.read(file()).tensors().get("class_embed.weight")).shape());
    assertEquals(List.of(), FlowModel.read(file()).classNames());
    List<String> names = List.of("inner, \"left\"", "außen");
    var model = FlowModel.of(mlp).withClassNames(names);
    model.write(file());
    assertEquals(names, FlowModel.read(file()).classNames());
    assertEquals(names, model.withVelocity(mlp.plain()).classNames());
    assertThrows(IllegalArgumentException.class, () -> model.withVelocity(write(new MlpShape(2, 8, 2, 1))));
  }

  @Test
  void aFileWithoutClassesSaysNothingOfThem() throws IOException {
    write(new MlpShape(2, 8, 2, 1));
    assertFalse(Safetensors.read(file()).metadata().containsKey("classes"));
    assertFalse(Safetensors.read(file()).tensors().containsKey("class_embed.weight"));
  }

  /** 0.1 was written as the shortest decimal of the float 0.1, which is another double than 0.1. */
  @Test
  void meansThatEarlierReleasesWroteAreFloats() throws IOException {
    VelocityMlp mlp = write(new MlpShape(2, 4, 1, 1, Activation.SILU, TimeInput.EMBEDDING));
    Map<String, String> metadata = new HashMap<>(Safetensors.read(file()).metadata());
    metadata.put("mean", "0.1,3.3333333E7");
    metadata.put("std", "1.0,0.7");
    try (var out = Files.newOutputStream(file())) {
      new Safetensors(MlpWeights.tensors(mlp), metadata).write(out);
    }
    assertEquals(new Standardizer(new double[]{0.1f, 33333332f}, new double[]{1, 0.7f}),
        FlowModel.read(file()).standardizer());
    assertEquals(List.of(), FlowModel.read(file()).columns());
  }

  /** Linear(3, 64), SELU, Linear(64, 64), SELU, Linear(64, 64), SELU, Linear(64, 2), as nn.Sequential numbers it. */
  @Test
  void theNetworkOfTong2023HasItsTensors() throws IOException {
    MlpShape shape = new MlpShape(2, 64, 3, 1, Activation.SELU, TimeInput.CONCATENATED);
    assertEquals(8706, shape.parameters());
    write(shape);
    var shapes = new LinkedHashMap<String, List<Integer>>();
    Safetensors.read(file()).tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    assertEquals(Map.of("net.0.weight", List.of(64, 3), "net.0.bias", List.of(64), "net.2.weight", List.of(64, 64),
        "net.2.bias", List.of(64), "net.4.weight", List.of(64, 64), "net.4.bias", List.of(64), "net.6.weight",
        List.of(2, 64), "net.6.bias", List.of(2)), shapes);
  }

  @Test
  void theFileOfAPlainModuleIsReadBySiluAndTheTimeInputOfItsTensors() throws IOException {
    for (TimeInput time : TimeInput.values()) {
      VelocityMlp written = write(new MlpShape(2, 8, 2, 1, Activation.SILU, time));
      rewrite(new HashMap<>(Map.of("format", "pt")));
      VelocityMlp read = FlowModel.read(file()).velocity();
      assertEquals(written.shape(), read.shape());
      assertArrayEquals(written.toFlat(), read.toFlat());
    }
  }

  @Test
  void wrongMetadataAndTensorsAreNamedInOneLine() throws IOException {
    MlpShape embedded = new MlpShape(2, 8, 2, 1);
    MlpShape concatenated = new MlpShape(2, 8, 2, 1, Activation.SELU, TimeInput.CONCATENATED);
    refused(embedded, Map.of("activation", "swish"), List.of("activation", "'swish'", "silu | selu | relu"));
    refused(embedded, Map.of("time", "none"), List.of("time", "'none'", "embedding | concatenated"));
    refused(embedded, Map.of("time", "concatenated"), List.of("'concatenated'", "those of 'embedding'"));
    refused(concatenated, Map.of("time", "embedding"), List.of("'embedding'", "those of 'concatenated'"));
    refused(embedded, Map.of(), List.of("'time_embed.0.bias' is missing"), "time_embed.0.bias");
    refused(embedded, Map.of("time", "embedding"), List.of("those of 'concatenated'"), "time_embed.0.weight",
        "time_embed.0.bias");
    refused(concatenated, Map.of(), List.of("net.0.weight' is missing"), "net.0.weight");
    refused(concatenated, Map.of(), List.of("'net.2.weight' is missing"), "net.2.weight");
    refused(concatenated, Map.of(), List.of("tensors"), "net.4.weight", "net.4.bias", "net.2.weight", "net.2.bias");
    refused(embedded, Map.of("extra", "1"), List.of("'net.4.weight'"));
    refused(embedded, Map.of("extra", "-1"), List.of("extra -1.0"));
    refused(embedded, Map.of("classes", "2"), List.of("'classes' is '2'", "those of 0 classes"));
    MlpShape classes = embedded.withClasses(2);
    refused(classes, Map.of("classes", "3"), List.of("'classes' is '3'", "those of 2 classes"));
    refused(classes, Map.of(), List.of("'classes' is '2'", "those of 0 classes"), "class_embed.weight");
    refused(classes, Map.of("class_names", "[\"a\"]"), List.of("'class_names'", "expected 2 names"));
    refused(classes, Map.of("class_names", "a,b"), List.of("'class_names'", "expected 2 names"));
  }

  /** Reading is refused, with the words in the message, after the metadata changed and tensors were dropped. */
  private void refused(MlpShape shape, Map<String, String> metadata, List<String> words, String... dropped)
      throws IOException {
    write(shape);
    Map<String, String> changed = new HashMap<>(Safetensors.read(file()).metadata());
    changed.putAll(metadata);
    rewrite(changed, dropped);
    String message = String
        .valueOf(assertThrows(InvalidInputException.class, () -> FlowModel.read(file())).getMessage());
    assertTrue(message.startsWith(file().toString()), message);
    assertFalse(message.contains("\n"), message);
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void theFormOfSigmaIsKept() throws IOException {
    VelocityMlp mlp = write(new MlpShape(2, 8, 2, 1));
    for (String form : List.of("none", "constant:0.1", "lipman:0.3")) {
      new FlowModel(mlp, "gaussian", "cosine", form, Standardizer.identity(2), List.of()).write(file());
      assertEquals("cosine", FlowModel.read(file()).path());
      assertEquals(form, FlowModel.read(file()).sigmaMin());
      assertEquals(form, FlowModel.read(file()).withVelocity(mlp.plain()).sigmaMin());
    }
  }

  /** Earlier versions wrote the path only; their runs say the form of σ in run.yaml. */
  @Test
  void aFileWithoutTheEntryIsAsItsRunSays() throws IOException {
    write(new MlpShape(2, 8, 2, 1));
    assertEquals("none", FlowModel.read(file()).sigmaMin());
    ConfigFile.write(folder.resolve("run.yaml"),
        ConfigFile.over(RunConfig.defaults(), "", Map.of("sigma-min", "constant:0.2")), Map.of());
    assertEquals("constant:0.2", FlowModel.read(file()).sigmaMin());
    // What comes from elsewhere has nothing to do with the run beside.
    rewrite(Map.of("format", "pt"));
    assertEquals("none", FlowModel.read(file()).sigmaMin());
  }

  @Test
  void unknownPathsAndFormsAreNamed() throws IOException {
    MlpShape shape = new MlpShape(2, 8, 2, 1);
    refused(shape, Map.of("path", "curved"), List.of("path", "'curved'"));
    refused(shape, Map.of("sigma_min", "wide"), List.of("sigma", "'wide'"));
    refused(shape, Map.of("path", "sigma-min:0.1,linear", "sigma_min", "lipman:0.1"),
        List.of("already has a sigmaMin"));
  }

  @Test
  void theTimeScaleIsKeptInDoublePrecision() throws IOException {
    MlpShape shape = new MlpShape(2, 8, 2, 0.1);
    write(shape);
    assertEquals(shape, FlowModel.read(file()).velocity().shape());
    refused(shape, Map.of("time_scale", "fast"), List.of("time_scale", "'fast' is not a number"));
    refused(shape, Map.of("time_scale", "-1"), List.of("time_scale -1"));
    refused(shape, Map.of("time_scale", "NaN"), List.of("time_scale NaN"));
  }

  private void rewrite(Map<String, String> metadata, String... dropped) throws IOException {
    var tensors = new LinkedHashMap<>(Safetensors.read(file()).tensors());
    List.of(dropped).forEach(tensors::remove);
    try (var out = Files.newOutputStream(file())) {
      new Safetensors(tensors, metadata).write(out);
    }
  }

  @Test
  void bytesAreReadAsTheFileIs() throws IOException {
    var model = new FlowModel(VelocityMlp.random(new MlpShape(2, 5, 1, 1), new Seed(3)), "moons", "cosine",
        "lipman:0.1", new Standardizer(new double[]{1, 2}, new double[]{3, 4}), List.of("a", "b"),
        List.of(), Map.of("version", "1", "seed", "7"));
    model.write(file());
    byte[] bytes = Files.readAllBytes(file());
    FlowModel read = FlowModel.read("these bytes", bytes);
    assertEquals("moons, cosine, lipman:0.1, [a, b]",
        String.join(", ", read.source(), read.path(), read.sigmaMin(), read.columns().toString()));
    assertEquals(model.standardizer(), read.standardizer());
    assertEquals(Map.of("version", "1", "seed", "7"), read.provenance());
    assertEquals(read.provenance(), FlowModel.read(file()).provenance());
    var written = new ByteArrayOutputStream();
    read.write(written);
    assertArrayEquals(bytes, written.toByteArray());
    for (int kept : List.of(0, 7, 100, bytes.length - 1)) {
      byte[] cut = Arrays.copyOf(bytes, kept);
      String message = String
          .valueOf(assertThrows(InvalidInputException.class, () -> FlowModel.read("these bytes", cut)).getMessage());
      assertTrue(message.startsWith("these bytes: "), message);
    }
  }

  /** So that files written before have the same bytes. */
  @Test
  void withoutProvenanceThereIsNoEntry() throws IOException {
    write(new MlpShape(2, 3, 1, 1));
    assertFalse(Safetensors.read(file()).metadata().containsKey("provenance"));
    assertEquals(Map.of(), FlowModel.read(file()).provenance());
  }

  /** A file says it only of a flow for few steps, so that files written before have the same bytes. */
  @Test
  void theUsualNumberOfStepsIsKept() throws IOException {
    MlpShape shape = new MlpShape(2, 3, 1, 1);
    write(shape);
    byte[] many = Files.readAllBytes(file());
    assertFalse(Safetensors.read(file()).metadata().containsKey("steps"));
    FlowModel read = FlowModel.read(file());
    assertEquals(FlowModel.MANY_STEPS, read.usualSteps());
    read.withUsualSteps(1).write(file());
    FlowModel one = FlowModel.read(file());
    assertEquals(1, one.usualSteps());
    assertEquals(1, one.withVelocity(read.velocity()).withProvenance(Map.of("a", "b")).withClassNames(List.of())
        .usualSteps());
    one.withUsualSteps(FlowModel.MANY_STEPS).write(file());
    assertArrayEquals(many, Files.readAllBytes(file()));
    assertThrows(IllegalArgumentException.class, () -> one.withUsualSteps(0));
    refused(shape, Map.of("steps", "0"), List.of("steps 0.0", "expected a whole number from 1"));
    refused(shape, Map.of("steps", "1.5"), List.of("steps 1.5"));
  }
}
