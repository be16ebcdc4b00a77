package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The pictures of README.md and docs/ are those that {@code docs/pictures} makes, from commands that still work. */
class DocumentPicturesTests {
  private static final Pattern PICTURE = Pattern.compile("!\\[[^\\]]*\\]\\((?:docs/)?([\\w-]+\\.(?:png|svg|gif))\\)");
  /** Made by {@code bench/compare}, with all the programs that it compares. */
  private static final Set<String> MADE_ELSEWHERE = Set.of("performance.png");

  private static final Path SCRIPT = Path.of("../docs/pictures");

  @TempDir
  Path folder = Path.of("");

  private static Set<String> shown() throws IOException {
    Set<String> shown = new TreeSet<>();
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      for (Path page : Stream.concat(Stream.of(Path.of("../README.md")), docs.filter(p -> p.toString().endsWith(".md")))
          .toList()) {
        PICTURE.matcher(Files.readString(page, StandardCharsets.UTF_8)).results().forEach(m -> shown.add(m.group(1)));
      }
    }
    shown.removeAll(MADE_ELSEWHERE);
    return shown;
  }

  /** The command as a script that needs no installation. */
  private Path command() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path script = folder.resolve("millrace");
    Files.writeString(script,
        """
            #!/usr/bin/env bash
            exec '%s' --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.awt.headless=true \\
              -cp '%s' \\
              dev.millrace.cli.Millrace "$@"
            """
            .formatted(java, classPath),
        StandardCharsets.UTF_8);
    assertTrue(script.toFile().setExecutable(true));
    return script;
  }

  @Test
  void theScriptMakesEveryPictureThatThePagesShow() throws IOException {
    Set<String> made = Pattern.compile("\\$pictures/([\\w-]+\\.png)").matcher(script()).results().map(m -> m.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(shown(), made);
    for (String picture : made) {
      assertTrue(Files.isRegularFile(Path.of("../docs").resolve(picture)), picture);
    }
  }

  /** All of its commands, those that take hours too. */
  @Test
  void itsCommandsAreOnesThatTheCommandKnows() throws IOException {
    List<String> commands = script().lines().map(String::strip).filter(line -> line.startsWith("\"$millrace\" "))
        .toList();
    assertEquals(15, commands.size());
    for (String line : commands) {
      String[] words = line.replaceAll("\\$\\{small:\\+([^}]*)}", "$1").replace("\"", "").split(" ", -1);
      var parsed = new Millrace().parser().parseArgs(Arrays.copyOfRange(words, 1, words.length));
      assertTrue(parsed.hasSubcommand(), line);
    }
  }

  @Test
  void thePicturesOfThePlaneAreMadeAtSmallSize() throws IOException, InterruptedException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    var script = new ProcessBuilder("bash", SCRIPT.toString(), "moons").redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile());
    script.environment()
        .putAll(Map.of("MILLRACE", command().toString(), "PICTURES", pictures.toString(), "SMALL", "yes"));
    Process process = script.start();
    try {
      assertTrue(process.waitFor(5, TimeUnit.MINUTES), "took longer than 5 minutes");
      assertEquals(0, process.exitValue(), Files.readString(folder.resolve("log"), StandardCharsets.UTF_8));
    } finally {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (String name : List.of("moons-one-step.png", "moons-one-step-steps.png")) {
      BufferedImage image = ImageIO.read(pictures.resolve(name).toFile());
      BufferedImage ofPage = ImageIO.read(Path.of("../docs", name).toFile());
      assertTrue(image.getWidth() > 600, name);
      assertEquals(ofPage.getWidth(), image.getWidth(), 0.1 * ofPage.getWidth(), name + " in docs/ is stale");
    }
  }

  private static String script() throws IOException {
    return Files.readString(SCRIPT, StandardCharsets.UTF_8);
  }
}
