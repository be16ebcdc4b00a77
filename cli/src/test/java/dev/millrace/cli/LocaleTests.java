package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.store.CheckpointStore;
import dev.millrace.flow.store.Snapshot;
import dev.millrace.torch.ImageModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Where people write ٣٫٥ for 3.5. */
class LocaleTests {
  private static final Locale EGYPT = Locale.forLanguageTag("ar-EG");

  @TempDir
  Path folder = Path.of("");

  private final Locale before = Locale.getDefault();

  @BeforeEach
  void inEgypt() {
    Locale.setDefault(EGYPT);
    assertEquals("٣", "%d".formatted(3));
  }

  @AfterEach
  void back() {
    Locale.setDefault(before);
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private static void assertOurDigits(String text) {
    assertTrue(text.chars().noneMatch(c -> Character.isDigit(c) && c > '9'), text);
    assertTrue(text.chars().noneMatch(c -> c == '٫' || c == '٬'), text);
  }

  @Test
  void theCommandPrintsNumbersAsEverywhere() throws IOException {
    List<String[]> commands = List.of(
        new String[]{"train", "moons", "--steps", "60", "--batch", "70", "--hidden", "8", "--checkpoint-every", "20",
            "--out", at("run")},
        new String[]{"sample", at("run"), "--count", "1200", "--out", at("a.csv")},
        new String[]{"evaluate", at("run"), "--count", "100", "--repeats", "2", "--nfe", "1,4"},
        new String[]{"distance", at("a.csv"), at("a.csv"), "--metric", "all"},
        new String[]{"likelihood", at("run"), at("a.csv")},
        new String[]{"report", at("run")},
        new String[]{"verify", at("run")},
        new String[]{"export", at("run"), "--out", at("m.safetensors")},
        new String[]{"datasets"},
        new String[]{"doctor"},
        new String[]{"help", "train"});
    for (String[] command : commands) {
      Outcome outcome = Outcome.of(command).succeeded();
      assertOurDigits(outcome.out() + outcome.err());
    }
    for (String[] wrong : List.of(new String[]{"train", "moons", "--batch", "99999999"},
        new String[]{"sample", at("run"), "--count", "0", "--out", at("b.csv")},
        new String[]{"evaluate", at("run"), "--count", "30000"},
        new String[]{"--max-memory", "50m", "train", "moons", "--hidden", "4000", "--out", at("large")})) {
      Outcome outcome = Outcome.of(wrong);
      assertEquals(2, outcome.status(), outcome.err());
      assertOurDigits(outcome.err());
    }
    assertEquals(EGYPT, Locale.getDefault(Locale.Category.FORMAT));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertOurDigits(folder.relativize(file).toString());
        if (file.toString().matches(".*\\.(csv|yaml|json|jsonl|html)")) {
          assertOurDigits(Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
  }

  @Test
  void namesInFilesDoNotDependOnTheProgramThatUsesTheLibrary() throws IOException {
    Path file = folder.resolve("images.safetensors");
    new ImageModel(ImageFixture.NET, ImageFixture.NET.start(new Seed(3)), "linear", List.of("a", "b")).write(file);
    String names = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    assertTrue(names.contains("\"down.0.0."), names.substring(0, 1000));
    CheckpointStore store = new CheckpointStore(folder.resolve("checkpoints"));
    SequencedMap<String, AtomicFile.Body> files = new LinkedHashMap<>(Map.of("a", out -> out.write(1)));
    store.save(new Snapshot(20, files, Map.of()));
    assertEquals(20, store.newest().checkpoint().orElseThrow().step());
  }
}
