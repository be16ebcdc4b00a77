package dev.millrace.spark;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rules of ARCHITECTURE.md for this module; those for the others are checked in {@code cli}. */
class ArchitectureTests {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.millrace.spark");

  @Test
  void ofMillraceItKnowsRunsAndTheLibrary() {
    assertTrue(CLASSES.contain(FlowSpark.class));
    noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.millrace.cli..", "dev.millrace.serve..",
        "dev.millrace.onnx..", "dev.millrace.tables..", "dev.millrace.images..", "dev.millrace.torch..",
        "dev.millrace.plot..").check(CLASSES);
  }

  @Test
  void itDoesNotPrint() {
    noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err").check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.millrace.spark.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
