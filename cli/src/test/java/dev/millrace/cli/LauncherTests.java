package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The launcher, with a program that tells what it was started with in Java's place. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTests {
  private static final String NOBODY = "65534";

  @TempDir
  Path folder = Path.of("");
  @TempDir
  Path work = Path.of("");

  /** What a command did; the lines of standard output tell Java's locale and arguments. */
  private record Launched(int status, List<String> out, String err) {}

  @BeforeEach
  void install() throws IOException {
    Path repository = Path.of("..").toAbsolutePath().normalize();
    Files.createDirectories(folder.resolve("config"));
    Files.createDirectories(folder.resolve("cli/target/lib"));
    for (String file : List.of("millrace", "config/build.sh", "config/jdk.sh", "config/launch.sh", "config/cache.sh",
        "pom.xml")) {
      Files.copy(repository.resolve(file), folder.resolve(file));
      // Older than the library, so that nothing is to be built.
      Files.setLastModifiedTime(folder.resolve(file), FileTime.fromMillis(0));
    }
    Files.createDirectories(folder.resolve("cli/src/main"));
    Files.writeString(folder.resolve("cli/pom.xml"), "");
    Files.setLastModifiedTime(folder.resolve("cli/pom.xml"), FileTime.fromMillis(0));
    makeJdk("25.0.3");
  }

  private void makeJdk(String version) throws IOException {
    Path java = folder.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    Files.writeString(java, """
        #!/bin/bash
        echo "locale ${LC_ALL:-none}"
        printf '%s\\n' "$@"
        [ "${*: -1}" != fail ] || exit 7
        """);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Launched launch(Map<String, String> environment, List<String> before, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(before);
    command.addAll(List.of("/bin/bash", folder.resolve("millrace").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(work.resolve("out").toFile())
        .redirectError(work.resolve("err").toFile());
    builder.environment().clear();
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Launched(process.exitValue(), Files.readAllLines(work.resolve("out"), StandardCharsets.UTF_8),
        Files.readString(work.resolve("err"), StandardCharsets.UTF_8));
  }

  @Test
  void needsNoEnvironmentAndHandsOnArgumentsAndStatus() throws IOException, InterruptedException {
    assertEquals("millrace: making later starts faster, once …", launch(Map.of(), List.of()).err.strip());
    Launched launched = launch(Map.of(), List.of(), "sample", "a b", "--max-memory", "2g", "fail");
    assertEquals(7, launched.status);
    assertEquals("", launched.err);
    List<String> out = launched.out;
    assertEquals(List.of("dev.millrace.cli.Millrace", "sample", "a b", "--max-memory", "2g", "fail"),
        out.subList(out.size() - 6, out.size()));
    assertTrue(out.contains("-Xmx2g") && !out.contains("--add-modules"), out.toString());
  }

  @ParameterizedTest
  @CsvSource({"C, C.UTF-8", "POSIX, C.UTF-8", "xx_YY.UTF-8, C.UTF-8", "C.UTF-8, C.UTF-8", "'', C.UTF-8"})
  void javaSeesPathsInUtf8(String locale, String expected) throws IOException, InterruptedException {
    Launched launched = launch(locale.isEmpty() ? Map.of() : Map.of("LC_ALL", locale), List.of());
    assertEquals("locale " + expected, launched.out.getFirst());
  }

  @Test
  void anInstallationOfAnotherUserIsUsedAsItIs() throws IOException, InterruptedException {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(!root || Files.exists(Path.of("/usr/bin/setpriv")));
    List<String> asAnother = root
        ? List.of("/usr/bin/setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups")
        : List.of();
    // Newer sources, which its owner has not built yet.
    Files.writeString(folder.resolve("pom.xml"), "<project/>");
    Path lib = folder.resolve("cli/target/lib");
    Files.setLastModifiedTime(lib, FileTime.fromMillis(1_000_000));
    List<Path> folders = List.of(folder, folder.resolve("cli"), folder.resolve("cli/target"), lib);
    for (Path each : folders) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("r-xr-xr-x"));
    }
    try {
      Launched launched = launch(Map.of(), asAnother);
      assertEquals(0, launched.status, launched.err);
      assertEquals("", launched.err);
      assertFalse(launched.out.stream().anyMatch(option -> option.startsWith("-XX:SharedArchiveFile")));
      assertFalse(Files.exists(folder.resolve("cli/target/millrace.jsa")));
    } finally {
      for (Path each : folders) {
        Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  @Test
  void aLaterJdkIsNotTakenAndIsNamed() throws IOException, InterruptedException {
    makeJdk("26");
    Process process = new ProcessBuilder("/bin/bash", "-c", ". config/jdk.sh; echo $java")
        .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(work.resolve("out").toFile()).start();
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    String said = Files.readString(work.resolve("out"), StandardCharsets.UTF_8).strip();
    // Unless this machine has another one in a usual place, which is then taken.
    assertTrue(said.endsWith("/bin/java") || said.contains("no JDK 25 (25.0.3 or later, not 26)"), said);
    assertFalse(said.startsWith(folder.toString()), said);
  }
}
