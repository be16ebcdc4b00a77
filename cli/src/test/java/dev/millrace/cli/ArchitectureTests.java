package dev.millrace.cli;

import java.io.PrintStream;
import java.util.Formatter;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ArchitectureTests {
  private final JavaClasses classes = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.millrace");

  @Test
  void arrowsPointFromCommandLineToPicturesToLibrary() {
    assertTrue(classes.contain("dev.millrace.flow.train.Trainer"));
    layeredArchitecture().consideringOnlyDependenciesInAnyPackage("dev.millrace..").layer("cli")
        .definedBy("dev.millrace.cli..").layer("plot").definedBy("dev.millrace.plot..").layer("flow")
        .definedBy("dev.millrace.flow..").optionalLayer("torch").definedBy("dev.millrace.torch..").whereLayer("cli")
        .mayNotBeAccessedByAnyLayer().whereLayer("plot")
        .mayOnlyBeAccessedByLayers("cli").whereLayer("torch").mayOnlyBeAccessedByLayers("cli").check(classes);
  }

  @Test
  void theLibraryKnowsNothingButTheJdkJacksonAndFastCsv() {
    noClasses().that().resideInAPackage("dev.millrace.flow..").should().dependOnClassesThat().resideOutsideOfPackages(
        "dev.millrace.flow..", "java..", "javax.imageio..", "jdk.incubator.vector..", "tools.jackson..",
        "com.fasterxml.jackson.annotation..",
        "de.siegmar.fastcsv..", "org.jspecify..").check(classes);
  }

  @Test
  void onlyTheTorchModuleKnowsLibTorch() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.torch..").should().dependOnClassesThat()
        .resideInAPackage("org.bytedeco..").check(classes);
  }

  @Test
  void roomsOfTheLibraryHaveNoCycles() {
    slices().matching("dev.millrace.flow.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theTrainerKnowsNoFiles() {
    noClasses().that()
        .resideInAnyPackage("dev.millrace.flow.train..", "dev.millrace.flow.net..", "dev.millrace.flow.ode..",
            "dev.millrace.flow.path..")
        .should().dependOnClassesThat().resideInAnyPackage("java.nio.file..").check(classes);
  }

  /** Numbers in files and names must not depend on who runs the program; the command itself sets its locale. */
  @Test
  void theLibrariesFormatWithALocale() {
    noClasses().that().resideOutsideOfPackage("dev.millrace.cli..")
        .should().callMethod(String.class, "format", String.class, Object[].class)
        .orShould().callMethod(PrintStream.class, "printf", String.class, Object[].class)
        .orShould().callMethod(PrintStream.class, "format", String.class, Object[].class)
        .orShould().callMethod(String.class, "toUpperCase").orShould().callMethod(String.class, "toLowerCase")
        .orShould().callConstructor(Formatter.class).check(classes);
  }
}
