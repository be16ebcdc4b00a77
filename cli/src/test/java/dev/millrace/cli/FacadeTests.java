package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.millrace.Flow;
import dev.millrace.FlowOptions;
import dev.millrace.ReflowOptions;
import dev.millrace.SamplingOptions;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.train.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

/** The facade of the library and the command line train, sample and reflow alike, and read each other's files. */
class FacadeTests {
  @TempDir
  private Path folder = Path.of("");

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private float[] sampled(String run, String... options) throws IOException {
    String[] command = {"sample", at(run), "--out", at("samples.npy"), "--quiet"};
    String[] all = new String[command.length + options.length];
    System.arraycopy(command, 0, all, 0, command.length);
    System.arraycopy(options, 0, all, command.length, options.length);
    Outcome.of(all).succeeded();
    return Npy.read(folder.resolve("samples.npy")).values();
  }

  @Test
  void bothMakeTheSameFlowFromTheSameFile() throws IOException {
    StringBuilder csv = new StringBuilder("east,north\n");
    for (int i = 0; i < 200; i++) {
      csv.append(5_400_000 + 2 * Math.sin(i)).append(',').append(0.01 * Math.cos(3 * i)).append('\n');
    }
    Path file = folder.resolve("d.csv");
    Files.writeString(file, csv, StandardCharsets.UTF_8);
    Outcome.of("train", file.toString(), "--kind", "points", "--steps", "30", "--batch", "64", "--hidden", "12",
        "--layers", "2", "--seed",
        "5", "--quiet", "--no-plots", "--out", at("run")).succeeded();
    TrainingOptions training = TrainingOptions.defaults().withBatch(64).withSteps(30).withSeed(5);
    Flow flow = Flow.train(Csv.read(file), FlowOptions.defaults().withTraining(training).withLayers(12, 2));
    Flow read = Flow.load(folder.resolve("run/model.safetensors"));
    assertArrayEquals(read.velocity().toFlat(), flow.velocity().toFlat());
    assertEquals(read.columns(), flow.columns());
    assertEquals(read.model().standardizer(), flow.model().standardizer());

    float[] samples = sampled("run", "--count", "70", "--seed", "3", "--solver", "heun", "--steps", "4");
    SamplingOptions heun = SamplingOptions.ofSteps(Tableau.HEUN, 4);
    assertArrayEquals(samples, flow.sample(70, 3, heun).floats());
    assertArrayEquals(samples, read.sample(70, 3, heun).floats());

    Outcome.of("reflow", at("run"), "--out", at("straight"), "--pairs", "300", "--steps", "20", "--no-report",
        "--quiet").succeeded();
    Flow straight = flow.reflow(ReflowOptions.defaults().withTraining(training.withSteps(20)).withPairs(300));
    assertArrayEquals(Flow.load(folder.resolve("straight/model.safetensors")).velocity().toFlat(),
        straight.velocity().toFlat());

    Path saved = folder.resolve("saved.safetensors");
    straight.save(saved);
    Outcome.of("import", saved.toString(), "--data", file.toString(), "--out", at("imported")).succeeded();
    assertArrayEquals(straight.sample(20, 1).floats(), sampled("imported", "--count", "20", "--seed", "1"));
  }
}
