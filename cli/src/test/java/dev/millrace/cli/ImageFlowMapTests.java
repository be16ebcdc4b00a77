package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ResidualUNet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs of images that have learnt average velocities, from the command line. */
class ImageFlowMapTests {
  private static final String FAST = " --batch 16 --precision fp32 --no-evaluation --no-plots --quiet ";

  @TempDir
  private Path folder = Path.of("");

  @BeforeEach
  void makeData() throws IOException {
    ImageFixture.data(folder.resolve("data"));
  }

  /** Words, where @ stands for the folder. */
  private Outcome of(String line) {
    return Outcome.of(Arrays.stream(line.strip().split(" +")).map(word -> word.replace("@", folder + "/"))
        .toArray(String[]::new));
  }

  private void refused(String line, String... words) {
    Outcome outcome = of(line);
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), line);
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    for (String word : words) {
      assertTrue(outcome.err().contains(word.replace("@", folder + "/")), outcome.err());
    }
  }

  private void says(String line, String words) {
    Outcome outcome = of(line).succeeded();
    assertTrue((outcome.out() + outcome.err()).contains(words), outcome.out() + outcome.err());
  }

  private ResidualUNet net(String run) throws IOException {
    return (ResidualUNet) ImageModel.read(folder.resolve(run).resolve("model.safetensors")).net();
  }

  @Test
  void aPlainRunBecomesAMeanFlowAndAPlainRunAgain() throws IOException {
    of("train idx:@data --steps 6" + FAST + "--out @plain").succeeded();
    Path file = folder.resolve("plain/model.safetensors");
    ImageModel model = ImageModel.read(file);
    // As those of earlier releases.
    new ImageModel(net("plain").withTimeScale(1000), model.weights(), model.path(), model.classNames()).write(file);
    of("train --from @plain --objective mean-flow --steps 6 --batch 8" + FAST.replace("--batch 16", "") + "--out @mean")
        .succeeded();
    // It goes on with the times that the plain network knows.
    assertEquals(1000, net("mean").timeScale());
    assertEquals(1, net("mean").spans());
    assertTrue(Files.readString(folder.resolve("mean/run.yaml")).contains("least-alpha: 0.005"));
    assertTrue(of("verify @mean --quiet").succeeded().out().contains("the same bytes"));
    says("sample @mean --count 7 --class 1 --out @one.npy", "7 images, 1 flow-map step,");
    says("sample @mean --count 3 --class 1 --steps 3 --trajectory @way.npy --out @three.png", "3 flow-map steps,");
    says("sample @mean --count 3 --class 0 --solver euler --steps 4 --out @x.npy", "4 Euler steps,");
    says("sample @mean --class 1 --invert @one.npy --steps 2 --out @noise.npy", "2 Euler steps");
    refused("sample @mean --class 1 --guidance 2 --out @x.npy", "--guidance 2.0: the flow map of @mean was trained "
        + "without guidance; expected --solver euler");
    refused("sample @mean --steps 0 --out @x.npy", "--steps 0: expected 1 to");
    refused("train idx:@data --from @mean --objective flow" + FAST + "--out @x",
        "--from @mean: it has learnt average velocities; expected --objective mean-flow");
    of("reflow @mean --pairs 32 --steps 2 --no-report --quiet --out @straight").succeeded();
    assertEquals(0, net("straight").spans());
    assertEquals(1000, net("straight").timeScale());
  }

  @Test
  void aGuidedRunIsStoppedAndGoesOnToTheSameBytes() throws IOException {
    String options = "train idx:@data --objective mean-flow --guided --off-diagonal 0.4 --checkpoint-every 3" + FAST;
    of(options + "--steps 6 --out @whole").succeeded();
    assertEquals(10, net("whole").timeScale());
    // As if it had been killed after step 3.
    copy("whole", "killed");
    KillHarness.delete(folder.resolve("killed/checkpoints/step-000000006"));
    Files.delete(folder.resolve("killed/model.safetensors"));
    of("train --resume --out @killed --no-evaluation --no-plots --quiet").succeeded();
    assertArrayEquals(Files.readAllBytes(folder.resolve("whole/model.safetensors")),
        Files.readAllBytes(folder.resolve("killed/model.safetensors")));
    says("sample @whole --count 2 --class 0 --guidance 8 --out @x.npy", "2 images, 1 flow-map step,");
    refused("sample @whole --class 0 --guidance 9 --out @x.npy", "--guidance 9.0: the flow map of @whole has learnt "
        + "1 to 8");
    Outcome measured = of("evaluate @whole --count 40 --nfe 1,2 --no-plots").succeeded();
    assertTrue(measured.out().contains("flow-map steps") && measured.out().contains("the same by the velocity"),
        measured.out());
    assertTrue(measured.out().replaceAll("\\s+", " ").contains("guidance 2, 1 flow-map step"), measured.out());
    refused("train --from @whole --objective mean-flow --net base" + FAST + "--out @x",
        "--from @whole: its network is");
  }

  private void copy(String from, String to) throws IOException {
    Path source = folder.resolve(from);
    try (var files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(to).resolve(source.relativize(file).toString()));
      }
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefused() {
    String train = "train idx:@data --out @x ";
    refused(train + "--objective mean-flow --net lesson", "--net lesson with --objective mean-flow",
        "expected small or base");
    refused(train + "--objective mean-flow --guided --unconditional", "--guided with --unconditional");
    refused(train + "--objective mean-flow --guided --label-dropout 0", "--guided with --label-dropout 0");
    refused(train + "--objective mean-flow-halves --guided", "--guided true with --objective mean-flow-halves");
    refused(train + "--off-diagonal 0.2", "--off-diagonal 0.2 with --objective flow");
    refused(train + "--objective mean-flow --off-diagonal 1", "--off-diagonal 1.0: expected a share");
    refused(train + "--objective mean-flow --least-alpha 2", "--least-alpha 2.0: expected above 0 and at most 1");
    refused(train + "--objective mean-flow --batch 1", "--batch 1 with --objective mean-flow: expected 2 or more");
    refused(train + "--objective meanflow", "--objective meanflow: expected flow or mean-flow");
    refused(train + "--from @data --objective mean-flow", "@data");
  }
}
