package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What a module says of itself on the module path is what a program gets from it on the class path. */
class ModuleDescriptorTests {
  static final List<String> MODULES = PublicApiTests.MODULES;

  @ParameterizedTest
  @FieldSource("MODULES")
  void allPackagesAreExported(String module) throws IOException {
    Path sources = Path.of("..", module, "src/main/java");
    Set<String> packages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java"))
          .forEach(f -> packages
              .add(sources.relativize(Objects.requireNonNull(f.getParent())).toString().replace('/', '.')));
    }
    assertEquals(packages, ModuleDescriptor.of(module).exports());
  }

  @ParameterizedTest
  @FieldSource("MODULES")
  void servicesAreProvided(String module) throws IOException {
    Path services = Path.of("..", module, "src/main/resources/META-INF/services");
    if (!Files.exists(services)) {
      return;
    }
    try (Stream<Path> files = Files.list(services)) {
      for (Path file : files.toList()) {
        assertEquals(new TreeSet<>(Files.readAllLines(file, StandardCharsets.UTF_8)),
            ModuleDescriptor.of(module).provides(file.getFileName().toString()));
      }
    }
  }
}
