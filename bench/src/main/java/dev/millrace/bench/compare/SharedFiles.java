package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;

/** The points and the networks that all contestants get, in a folder: {@code NAME.npy} and the run directory {@code run}. */
final class SharedFiles {
  private static final Seed SEED = new Seed(4);

  private static final List<Case> OF_THE_RUN = List.of(Case.SAMPLE_10K, Case.SAMPLE_LATENCY, Case.GROWTH,
      Case.ONNX_POINTS_4, Case.ONNX_POINTS_100, Case.SERVICE_1000, Case.SERVICE_ONE, Case.COLD_START);

  private SharedFiles() {
  }

  /** Makes the files that the cases need. */
  static void make(Path folder, Path root, Collection<Case> cases) throws IOException, InterruptedException {
    for (Case one : cases) {
      switch (one) {
        case SAMPLE_10K, ONNX_POINTS_4, ONNX_POINTS_100 -> draw(folder, "noise-10000", new Gaussian(2), 10_000);
        case SAMPLE_LATENCY -> draw(folder, "noise-256", new Gaussian(2), 256);
        case OT_256 -> drawPair(folder, one, new Gaussian(2), Toy.MOONS, 256);
        case OT_1024 -> drawPair(folder, one, new Gaussian(2), Toy.MOONS, 1024);
        case OT_4096 -> drawPair(folder, one, new Gaussian(2), Toy.MOONS, 4096);
        case OT_784D_256 -> drawPair(folder, one, new Gaussian(784), new Gaussian(784), 256);
        case W2_10000 -> drawPair(folder, one, new Gaussian(2), Toy.MOONS, 10_000);
        case UNET_SAMPLE -> {
          ImageNet net = OurImages.net();
          new ImageModel(net, net.start(SEED), "linear", List.of()).write(folder.resolve(OurImages.MODEL));
          draw(folder, OurImages.NOISE, new Gaussian(net.dim()), 256);
        }
        case ONNX_IMAGES -> {
          ImageModel model = OurOnnx.model(SEED);
          model.write(folder.resolve(OurOnnx.MODEL));
          draw(folder, OurOnnx.NOISE, new Gaussian(model.net().dim()), OurOnnx.IMAGES);
        }
        case SERVICE_1000 -> load(folder, one, 16, "{\"count\": 1000, \"steps\": 4, \"seed\": 1}",
            "application/x-npy");
        case SERVICE_ONE -> load(folder, one, 64, "{\"count\": 1, \"steps\": 1, \"seed\": 1}", "application/json");
        case TRAIN_SMALL, TRAIN_LARGE, TRAIN_OT, UNET_TRAIN, PRODUCT, GROWTH, COLD_START -> {
        }
      }
    }
    if (!Collections.disjoint(cases, OF_THE_RUN)) {
      // The tutorial's network, trained for some steps; how well it is trained does not change the time.
      Path log = folder.resolve("train.log");
      Process training = new ProcessBuilder(root.resolve("millrace").toString(), "train", "moons", "--out",
          folder.resolve("run").toString(), "--steps", "1000", "--hidden", "128", "--layers", "3", "--quiet")
          .redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (training.waitFor() != 0) {
        throw new IOException("'millrace train' failed: " + Files.readString(log).strip());
      }
    }
  }

  /** Writes the words of the command that asks a service for two seconds; the address is the last word. */
  private static void load(Path folder, Case one, int clients, String body, String accept) throws IOException {
    Path request = folder.resolve(one.label() + ".lua");
    Files.writeString(request, """
        wrk.method = "POST"
        wrk.headers["Content-Type"] = "application/json"
        wrk.headers["Accept"] = "%s"
        wrk.body = '%s'
        """.formatted(accept, body));
    Files.writeString(folder.resolve(one.label() + ".load"),
        String.join("\n", "wrk", "-t1", "-c" + clients, "-d2s", "-s",
            request.toAbsolutePath().toString()));
  }

  private static void drawPair(Path folder, Case one, Distribution source, Distribution data, int count)
      throws IOException {
    draw(folder, one.label() + "-source", source, count);
    write(folder, one.label() + "-data", data.dim(),
        Sampler.startPoints(data, count, SEED, Seed.Purpose.DATA, 0));
  }

  private static void draw(Path folder, String name, Distribution from, int count) throws IOException {
    write(folder, name, from.dim(), Sampler.startPoints(from, count, SEED));
  }

  private static void write(Path folder, String name, int dim, float[] points) throws IOException {
    AtomicFile.write(folder.resolve(name + ".npy"),
        out -> Npy.write(out, FloatArray.of(points, points.length / dim, dim)));
  }

  /** The numbers of a file. */
  static float[] read(Path folder, String name) throws IOException {
    return Npy.read(folder.resolve(name + ".npy")).values();
  }
}
