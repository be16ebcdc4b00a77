package dev.millrace.serve.studio;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The studio's page as it is written: its types, the tests of its own in JavaScript, its size, and that it asks no other host. */
class PageSourceTests {
  private static final Path PAGE = Path.of("src/main/resources/dev/millrace/serve/studio");
  /** Where the build unpacks TypeScript, in a folder with the number of its version. */
  private static final Path TYPESCRIPT = Path.of("target/typescript/META-INF/resources/webjars/typescript");
  private static final int LINES = 4_000;
  private static final long BYTES = 300_000;

  /** What names no host that is asked: the names of SVG and MathML. */
  private static final Pattern ADDRESS = Pattern.compile("(https?:|[\"'(=])//(?!www\\.w3\\.org/)[a-z0-9]");

  @Test
  void typesAreRight() throws Exception {
    String node = node();
    assertTrue(Files.exists(TYPESCRIPT), "TypeScript is not unpacked: mvn process-test-resources -pl serve");
    Path compiler = files(TYPESCRIPT, "tsc\\.js").findFirst().orElseThrow();
    run(List.of(node, compiler.toString(), "-p", "tsconfig.json"));
  }

  @Test
  void testsInJavaScriptPass() throws Exception {
    // Named one by one: what a folder means here differs between Node.js 20 and 22.
    List<String> command = new ArrayList<>(List.of(node(), "--test"));
    List<String> tests = files(Path.of("src/test/js"), ".*\\.test\\.js").map(Path::toString).toList();
    assertFalse(tests.isEmpty());
    command.addAll(tests);
    String said = run(command);
    Matcher passed = Pattern.compile("pass (\\d+)").matcher(said);
    assertTrue(passed.find() && Integer.parseInt(passed.group(1)) > 0, said);
  }

  @Test
  void ourOwnLinesAreFew() throws IOException {
    int lines = 0;
    for (Path file : own()) {
      lines += Files.readAllLines(file).size();
    }
    assertTrue(lines <= LINES, lines + " lines of our own, expected at most " + LINES);
  }

  @Test
  void thePageIsSmall() throws IOException {
    long bytes = 0;
    for (Path file : files(PAGE, ".*").toList()) {
      bytes += Files.size(file);
    }
    assertTrue(bytes <= BYTES, bytes + " bytes, expected at most " + BYTES);
  }

  @Test
  void noOtherHostIsAsked() throws IOException {
    for (Path file : own()) {
      Matcher found = ADDRESS.matcher(Files.readString(file));
      assertFalse(found.find(), () -> file + " names another host at character " + found.start());
    }
  }

  /** What the policy of the page forbids would fail only in a browser: attributes of style, handlers in HTML, eval. */
  @Test
  void nothingIsWrittenThatTheContentSecurityPolicyForbids() throws IOException {
    Pattern forbidden = Pattern.compile(
        "<[^>]*\\sstyle=|<[^>]*\\son[a-z]+=|setAttribute\\(\"style\"|\\beval\\(|new Function\\(|javascript:");
    for (Path file : own()) {
      Matcher found = forbidden.matcher(Files.readString(file));
      assertFalse(found.find(), () -> file + ": " + found.group());
    }
  }

  private static List<Path> own() throws IOException {
    return files(PAGE, ".*\\.(js|css|html|svg)").filter(file -> !file.startsWith(PAGE.resolve("uplot"))).toList();
  }

  private static Stream<Path> files(Path folder, String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.getFileName().toString().matches(name))
          .sorted()
          .toList()
          .stream();
    }
  }

  /** Node.js 20 or later; without it the test is skipped with one loud line, and fails where CI is true. */
  private static String node() throws Exception {
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      String node = Path.of(folder, "node").toString();
      if (Files.isExecutable(Path.of(node))) {
        String version = run(List.of(node, "--version")).strip();
        if (Integer.parseInt(version.replaceAll("^v(\\d+).*", "$1")) >= 20) {
          return node;
        }
      }
    }
    String message = "the tests of the studio's page need Node.js 20 or later on the PATH";
    if ("true".equals(System.getenv("CI"))) {
      fail(message);
    }
    System.err.println("SKIPPED: " + message);
    assumeTrue(false, message);
    return "";
  }

  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }
}
