package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.open.ImageRun;
import dev.millrace.torch.ImageConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageReflowTests {
  @TempDir
  Path folder = Path.of("");

  private Path teacher() throws IOException {
    Path teacher = folder.resolve("teacher");
    Outcome.of("train", Halves.write(folder.resolve("tiny")), "--steps", "4", "--batch", "8", "--no-plots",
        "--no-evaluation", "--out", teacher.toString()).succeeded();
    return teacher;
  }

  private Outcome reflow(Path teacher, Path out, String... more) {
    String[] always = {"reflow", teacher.toString(), "--rounds", "1", "--pairs", "64", "--teacher-steps", "2",
        "--steps", "4", "--batch", "8", "--distill", "--no-report", "--quiet", "--out", out.toString()};
    String[] all = new String[always.length + more.length];
    System.arraycopy(always, 0, all, 0, always.length);
    System.arraycopy(more, 0, all, always.length, more.length);
    return Outcome.of(all);
  }

  @Test
  void aReflowGoesOnFromWhatIsThereAndEndsWithTheSameBytes() throws IOException {
    Path teacher = teacher();
    Path whole = folder.resolve("whole");
    reflow(teacher, whole).succeeded();
    ImageConfig config = ImageRun.config(new RunDirectory(whole.resolve("distilled")));
    assertEquals(List.of("at:0", "huber", "pairs:" + whole.resolve("distilled/pairs")),
        List.of(config.time(), config.loss(), config.coupling()));
    assertEquals("u-shaped", ImageRun.config(new RunDirectory(whole)).time());
    byte[] jumping = Files.readAllBytes(whole.resolve("distilled/model.safetensors"));
    byte[] pairs = Files.readAllBytes(whole.resolve("distilled/pairs/pairs-00000.safetensors"));
    KillHarness.delete(whole.resolve("distilled"));
    Outcome.of("reflow", "--resume", "--quiet", "--out", whole.toString()).succeeded();
    assertArrayEquals(pairs, Files.readAllBytes(whole.resolve("distilled/pairs/pairs-00000.safetensors")));
    assertArrayEquals(jumping, Files.readAllBytes(whole.resolve("distilled/model.safetensors")));
    Outcome verified = Outcome.of("verify", whole.toString(), "--quiet").succeeded();
    assertTrue(verified.out().contains("the same bytes"), verified.out());
  }

  @Test
  void wrongOptionsAreOneLine() throws IOException {
    Path teacher = teacher();
    for (String[] wrong : new String[][]{{"--inverted", "0.5", "images are made from noise only"},
        {"--teacher-steps", "0", "--teacher-steps 0: expected 1 to 1000000"},
        {"--pairs", "7", "--pairs 7: expected at least --batch 8"}}) {
      Outcome outcome = Outcome.of("reflow", teacher.toString(), wrong[0], wrong[1], "--batch", "8", "--out",
          folder.resolve("none").toString());
      assertEquals(2, outcome.status(), outcome.err());
      assertTrue(outcome.err().contains(wrong[2]), outcome.err());
      assertEquals(1, outcome.err().lines().count(), outcome.err());
      assertTrue(Files.notExists(folder.resolve("none")));
    }
  }
}
