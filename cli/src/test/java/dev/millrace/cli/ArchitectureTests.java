package dev.millrace.cli;

import java.io.PrintStream;
import java.util.Formatter;
import java.util.List;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArchitectureTests {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .withImportOption(location -> !location.contains("/examples/"))
      .importPackages("dev.millrace");

  @Test
  void arrowsPointFromCommandLineToPicturesToLibrary() {
    assertTrue(CLASSES.contain("dev.millrace.flow.train.Trainer"));
    layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.millrace..").layer("cli")
        .definedBy("dev.millrace.cli..").layer("plot").definedBy("dev.millrace.plot..").layer("flow")
        .definedBy("dev.millrace", "dev.millrace.flow..").layer("torch").definedBy("dev.millrace.torch..").layer("runs")
        .definedBy("dev.millrace.runs..").layer("images").definedBy("dev.millrace.images..").layer("tables")
        .definedBy("dev.millrace.tables..").layer("onnx").definedBy("dev.millrace.onnx..").layer("serve")
        .definedBy("dev.millrace.serve..").whereLayer("cli")
        .mayNotBeAccessedByAnyLayer().whereLayer("images")
        .mayOnlyBeAccessedByLayers("cli").whereLayer("tables").mayOnlyBeAccessedByLayers("onnx", "cli")
        .whereLayer("onnx")
        .mayOnlyBeAccessedByLayers("cli").whereLayer("serve").mayOnlyBeAccessedByLayers("cli").whereLayer("runs")
        .mayOnlyBeAccessedByLayers("images", "tables", "serve", "cli").whereLayer("plot")
        .mayOnlyBeAccessedByLayers("runs", "images", "tables", "serve", "cli").whereLayer("torch")
        .mayOnlyBeAccessedByLayers("images", "onnx", "cli").check(CLASSES);
  }

  @Test
  void onlyTheCommandLineParsesArguments() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.cli..").should().dependOnClassesThat()
        .resideInAPackage("picocli..").check(CLASSES);
  }

  @Test
  void onlyTheCommandLinePrintsAndExits() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.cli..").should().accessField(System.class, "out")
        .orShould().accessField(System.class, "err").orShould().callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void theLibraryKnowsNothingButTheJdkJacksonAndFastCsv() {
    noClasses().that().resideInAnyPackage("dev.millrace", "dev.millrace.flow..").should().dependOnClassesThat()
        .resideOutsideOfPackages("dev.millrace", "dev.millrace.flow..", "java..", "javax.imageio..",
            "jdk.incubator.vector..", "tools.jackson..",
            "com.fasterxml.jackson.annotation..",
            "de.siegmar.fastcsv..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTorchModuleKnowsLibTorch() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.torch..").should().dependOnClassesThat()
        .resideInAPackage("org.bytedeco..").check(CLASSES);
  }

  @Test
  void onlyTheOnnxModuleKnowsTheRuntime() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.onnx..").should().dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..").check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    for (String module : List.of("flow", "runs", "images", "tables", "serve", "cli")) {
      slices().matching("dev.millrace." + module + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
    noClasses().that().resideInAPackage("dev.millrace.flow..").should().dependOnClassesThat()
        .resideInAPackage("dev.millrace").check(CLASSES);
  }

  @Test
  void theTrainerKnowsNoFiles() {
    noClasses().that()
        .resideInAnyPackage("dev.millrace.flow.train..", "dev.millrace.flow.net..", "dev.millrace.flow.ode..",
            "dev.millrace.flow.path..")
        .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..").check(CLASSES);
  }

  /** Numbers in files and names must not depend on who runs the program; the command itself sets its locale. */
  @Test
  void theLibrariesFormatWithALocale() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.cli..")
        .should().callMethod(String.class, "format", String.class, Object[].class)
        .orShould().callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould().callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould().callMethod(String.class, "toUpperCase").orShould().callMethod(String.class, "toLowerCase")
        .orShould().callConstructor(Formatter.class).check(CLASSES);
  }
}
