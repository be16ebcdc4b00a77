package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.sample.Sampler;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "sample", mixinStandardHelpOptions = true, sortOptions = false, headerHeading = "Example: millrace sample runs/moons-1 --count 1000 --steps 20 --out samples.csv%n%n", description = "Carries noise to data with a trained flow.")
final class SampleCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "RUN", description = "the run folder")
  private Path run = Path.of("");

  @Option(names = "--count", paramLabel = "N", description = "how many points; default 1000, or the rows of --noise")
  private @Nullable Integer count;

  @Option(names = "--steps", paramLabel = "K", defaultValue = "100", description = "steps of the solver; default ${DEFAULT-VALUE}")
  private int steps;

  @Option(names = "--solver", paramLabel = "NAME", defaultValue = "euler", description = "euler, midpoint, heun, ralston, rk4; default ${DEFAULT-VALUE}")
  private String solver = "euler";

  @Option(names = "--seed", paramLabel = "N", defaultValue = "0", description = "of the start points; default ${DEFAULT-VALUE}")
  private long seed;

  @Option(names = "--noise", paramLabel = "FILE.npy", description = "integrate exactly these start points, row for row")
  private @Nullable Path noise;

  @Option(names = "--trajectory", paramLabel = "FILE.npy", description = "also write all states, [steps + 1, count, dim]")
  private @Nullable Path trajectory;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "0", description = "0 for all processors")
  private int threads;

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "a .npy, .csv or .png file")
  private Path out = Path.of("");

  @Override
  public Integer call() throws IOException {
    Output.requireKnownEnding(out);
    if (count != null && count < 1) {
      throw new InvalidInputException("--count " + count + ": expected 1 or more");
    }
    if (steps < 1 || threads < 0) {
      throw new InvalidInputException("--steps " + steps + ", --threads " + threads + ": expected 1 or more steps");
    }
    FlowModel model = RunDirectory.open(run).model();
    int dim = model.velocity().shape().dim();
    Sampler sampler = new Sampler(new FixedStepSolver(tableau(), TimeGrid.uniform(steps)),
        threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    float[] x0 = noise == null
        ? Sampler.startPoints(DataSource.source(model.source(), dim), count == null ? 1000 : count, new Seed(seed))
        : startPoints(noise, dim);
    float[] points;
    if (trajectory == null) {
      points = model.standardizer().invert(sampler.sample(model.velocity(), x0, dim).points());
    } else {
      float[][] path = sampler.trajectory(model.velocity(), x0, dim);
      float[] all = new float[Math.multiplyExact(path.length, x0.length)];
      for (int k = 0; k < path.length; k++) {
        System.arraycopy(model.standardizer().invert(path[k]), 0, all, k * x0.length, x0.length);
      }
      FloatArray array = FloatArray.of(all, path.length, x0.length / dim, dim);
      AtomicFile.write(trajectory, stream -> Npy.write(stream, array));
      points = model.standardizer().invert(path[path.length - 1]);
    }
    Output.write(out, FloatArray.of(points, points.length / dim, dim), "samples of " + run);
    return 0;
  }

  private Tableau tableau() {
    return Tableau.ALL.stream().filter(t -> t.name().equals(solver)).findFirst().orElseThrow(
        () -> new InvalidInputException("--solver " + solver + ": expected one of "
            + Tableau.ALL.stream().map(Tableau::name).collect(Collectors.joining(", "))));
  }

  private float[] startPoints(Path file, int dim) throws IOException {
    FloatArray rows = DataSource.read(file);
    if (rows.rowLength() != dim) {
      throw new InvalidInputException("%s: shape %s, expected %s".formatted(file, rows.shape(), List.of("count", dim)));
    }
    if (count != null && count != rows.rows()) {
      throw new InvalidInputException("--count %d, but %s has %d rows".formatted(count, file, rows.rows()));
    }
    return rows.values();
  }
}
