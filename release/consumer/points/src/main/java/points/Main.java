package points;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import dev.millrace.Flow;
import dev.millrace.FlowOptions;
import dev.millrace.flow.io.Table;
import dev.millrace.plot.Limits;
import dev.millrace.plot.Pictures;

/** Trains on a ring, keeps the flow in a file, samples it and draws the samples. Prints the kernels and a checksum. */
public final class Main {
  public static void main(String[] args) throws Exception {
    float[][] rows = new float[1000][];
    for (int i = 0; i < rows.length; i++) {
      double angle = 2 * Math.PI * i / rows.length;
      rows[i] = new float[]{(float) Math.cos(angle), (float) Math.sin(angle)};
    }
    Path file = Path.of(args[0]);
    Flow flow = Flow.train(rows, FlowOptions.defaults().withSteps(1500));
    flow.save(file);
    Table samples = Flow.load(file).sample(1000, 1);
    float[] points = samples.floats();
    int near = 0;
    for (int i = 0; i < points.length; i += 2) {
      near += Math.abs(Math.hypot(points[i], points[i + 1]) - 1) < 0.3 ? 1 : 0;
    }
    if (near < 900) {
      throw new AssertionError(near + " of 1000 samples are near the ring");
    }
    String svg = Pictures.scatter("ring", points, new Limits(-1.5, 1.5, -1.5, 1.5)).svg();
    Files.writeString(Path.of(args[0] + ".svg"), svg);
    System.out.println(flow.velocity().engine() + "; samples " + Integer.toHexString(Arrays.hashCode(points)));
  }
}
