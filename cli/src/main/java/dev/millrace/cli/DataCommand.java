package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "data", mixinStandardHelpOptions = true, sortOptions = false, headerHeading = "Example: millrace data moons --count 1000 --seed 0 --out moons.png%n%n", description = "Draws points of a data set; of a file, in its own units.")
final class DataCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DATA", description = "a name (see 'millrace datasets'), or a .csv or .npy file")
  private String data = "";

  @Option(names = "--count", paramLabel = "N", defaultValue = "1000", description = "how many; default ${DEFAULT-VALUE}")
  private int count;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "a .npy, .csv or .png file")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Output.requireKnownEnding(out);
    if (count < 1) {
      throw new InvalidInputException("--count " + count + ": expected 1 or more");
    }
    DataSource from = DataSource.of(data);
    float[] points = from.standardizer()
        .invert(from.learnt().sample(new Seed(seed).generator(Seed.Purpose.DATA, 0, 0), count));
    Output.write(out, FloatArray.of(points, count, from.learnt().dim()), data);
    return 0;
  }
}
