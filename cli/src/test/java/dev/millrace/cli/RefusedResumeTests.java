package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.store.RunLock;
import dev.millrace.runs.train.Provenance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** A {@code --resume} that is refused leaves every byte of the run as it was, and what is not refused verifies or says why not. */
class RefusedResumeTests {
  @TempDir
  Path folder = Path.of("");

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Map<String, String> bytes(String run) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> inside = Files.walk(folder.resolve(run))) {
      for (Path path : inside.toList()) {
        // The lock says who looked at the run last; it is no part of it.
        if (Files.isRegularFile(path) && !path.endsWith(RunLock.NAME)) {
          all.put(path.toString(), HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(path))));
        }
      }
    }
    return all;
  }

  private static Outcome run(String line) {
    return Outcome.of(line.split(" +"));
  }

  private void refuse(String run, String options, String message) throws IOException {
    Map<String, String> before = bytes(run);
    Outcome refused = run("train --resume --quiet --no-plots --out " + at(run) + " " + options);
    assertEquals(Millrace.WRONG_INPUT, refused.status(), options + ": " + refused.err());
    assertTrue(refused.err().contains(message), options + ": " + refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
    assertEquals(before, bytes(run), options);
  }

  @Test
  void ofPoints() throws IOException {
    Path data = folder.resolve("d.csv");
    Files.writeString(data, "1,2\n3,5\n4,4\n2,8\n", StandardCharsets.UTF_8);
    run("train " + data
        + " --steps 100 --batch 8 --hidden 16 --layers 2 --checkpoint-every 50 --quiet --no-plots --out "
        + at("run")).succeeded();
    refuse("run", "--steps 200 --hidden 32", "is of a network with --hidden 16, --layers 2");
    refuse("run", "--steps 200 --layers 3", "the options ask for a network with --hidden 16, --layers 3");
    refuse("run", "--steps 200 --activation selu", "--activation selu");
    refuse("run", "--steps 200 --time-input concatenated", "--time-input concatenated");
    refuse("run", "--steps 200 --time-scale 10", "--time-scale 10.0");
    refuse("run", "--steps 30", "--steps 30: " + at("run") + " has trained 100 steps already; expected 100 or more");
    refuse("run", "--steps 0", "--steps 0");
    refuse("run", "--path cosine", "all of its 100 steps are trained");
    refuse("run", "--seed 5", "all of its 100 steps are trained");
    run("train --resume --quiet --no-plots --out " + at("run")).succeeded();
    refuse("run", "--steps 200 --coupling magic", "coupling 'magic'");
    refuse("run", "--steps 200 --class-aware", "--class-aware");
    refuse("run", "--steps 200 --coupling-batch 9", "--coupling-batch 9");
    refuse("run", "--steps 200 --sigma-min lipman:2", "2");
    refuse("run", "--steps 200 --max-memory 1m", "--max-memory");
    refuse("run", "--steps 200 --batch 100000 --max-memory 60m", "takes about");
    refuse("run", "--steps 200 --net small", "--net: not an option for");
    refuse("run", "--config " + at("none.yaml"), "none.yaml");
    String arguments = "train moons --resume --quiet --no-plots --steps 200 --out " + at("run");
    Map<String, String> before = bytes("run");
    assertTrue(run(arguments).err().contains("was trained on other data"), "moons");
    Files.writeString(data, "1,2\n3,5\n4,4\n2,9\n", StandardCharsets.UTF_8);
    refuse("run", "--steps 200", "was trained on other data");
    Files.writeString(data, "1,2\n3,5\n4,4\n2,8\n", StandardCharsets.UTF_8);
    assertEquals(before, bytes("run"));
    assertTrue(run("verify --quiet " + at("run")).succeeded().out().contains("the same bytes"));
    assertTrue(run("evaluate --nfe 1 --no-plots --repeats 1 " + at("run")).succeeded().out().contains("W2"));
  }

  @Test
  void ofImages() throws IOException {
    String data = Halves.write(folder.resolve("tiny"));
    run("train " + data + " --steps 10 --batch 4 --micro 4 --checkpoint-every 10 --no-evaluation --no-plots --quiet "
        + "--out " + at("run")).succeeded();
    refuse("run", "--steps 20 --net lesson", "ask for LessonUNet");
    refuse("run", "--steps 20 --unconditional", "ResidualUNet");
    refuse("run", "--steps 5", "--steps 5: " + at("run") + " has trained 10 steps already; expected 10 or more");
    refuse("run", "--steps 20 --batch 61", "60 images, expected at least --batch 61");
    refuse("run", "--steps 20 --hidden 3", "--hidden: not an option for");
    refuse("run", "--steps 20 --coupling magic", "coupling 'magic'");
    refuse("run", "--steps 20 --max-memory 100m", "takes about");
    assertTrue(run("verify --quiet " + at("run")).succeeded().out().contains("the same bytes"));
  }

  /** What the same options give is verified as before; other ones are recorded, for they cannot be repeated from the start. */
  @Test
  void aRunThatWasResumedWithOtherOptionsSaysSo() throws IOException {
    run("train moons --steps 60 --batch 8 --hidden 16 --layers 1 --checkpoint-every 20 --quiet --no-plots --out "
        + at("run")).succeeded();
    String resume = "train --resume --quiet --no-plots --out " + at("run");
    run(resume + " --threads 1 --checkpoint-every 30 --steps 60").succeeded();
    assertTrue(run("verify --quiet " + at("run")).succeeded().out().contains("the same bytes"));
    run(resume + " --steps 90").succeeded();
    run(resume + " --threads 2").succeeded();
    assertEquals("60", ConfigFile.provenance(folder.resolve("run/run.yaml")).get(Provenance.CHANGED_AT));
    Outcome verified = run("verify --quiet " + at("run"));
    assertEquals(Millrace.WRONG_INPUT, verified.status());
    assertTrue(verified.err().contains("was resumed with other options at step 60"), verified.err());
  }

  @Test
  void anImportedModelIsNotTrainedOver() throws IOException {
    run("train moons --steps 20 --batch 8 --hidden 16 --layers 1 --quiet --no-plots --out " + at("run")).succeeded();
    run("import " + at("run/model.safetensors") + " --out " + at("imported")).succeeded();
    refuse("imported", "", "holds an imported model and no training to resume");
    refuse("imported", "--steps 10", "holds an imported model and no training to resume");
    List<String> files = new ArrayList<>(bytes("imported").keySet());
    assertEquals(2, files.size(), files.toString());
  }
}
