package dev.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The examples use what a user's own program can use: packages that the modules export. */
class PublicApiOnlyTests {
  private static final Pattern EXPORT = Pattern.compile("exports ([\\w.]+);");

  @Test
  void examplesUseExportedPackagesOnly() throws IOException {
    Set<String> exported = new TreeSet<>();
    for (String module : List.of("flow", "plot", "torch")) {
      EXPORT.matcher(Files.readString(Path.of("..", module, "src/main/module/module-info.java"))).results()
          .forEach(match -> exported.add(match.group(1)));
    }
    assertTrue(exported.contains("dev.millrace") && exported.contains("dev.millrace.torch"), exported.toString());
    var ofMillrace = new DescribedPredicate<JavaClass>("packages of Millrace that are not exported") {
      @Override
      public boolean test(JavaClass used) {
        String name = used.getPackageName();
        return name.startsWith("dev.millrace") && !name.startsWith("dev.millrace.examples")
            && !exported.contains(name);
      }
    };
    var classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.millrace.examples");
    noClasses().should().dependOnClassesThat(ofMillrace).check(classes);
    noClasses().should().dependOnClassesThat().resideInAPackage("org.bytedeco..").check(classes);
  }

  /** The script that makes the tutorial's pictures, and the tutorial, name programs that exist, and the tutorial all. */
  @Test
  void theTutorialNamesEveryProgram() throws IOException {
    Set<String> programs = new TreeSet<>();
    for (String part : List.of("lesson", "own")) {
      try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/millrace/examples", part))) {
        files.map(file -> file.getFileName().toString().replace(".java", "")).filter(name -> !name.contains("-"))
            .forEach(programs::add);
      }
    }
    String tutorial = Files.readString(Path.of("../docs/tutorial.md"));
    for (String program : programs) {
      assertTrue(tutorial.contains("`" + program + "`"), program);
    }
    String script = Files.readString(Path.of("../docs/pictures"));
    String list = script.substring(script.indexOf("for name in ") + 12, script.indexOf("; do\n    \"$example\""));
    for (String name : list.replace("\\", "").strip().split("\\s+", -1)) {
      assertTrue(programs.contains(name), name);
    }
  }
}
