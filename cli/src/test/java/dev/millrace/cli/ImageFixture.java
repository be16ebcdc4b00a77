package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.ResidualUNet;

/** Runs of tiny images, made by hand: bars that lie (class 0) or stand (class 1), usually 8 × 8, on a dark ground. */
final class ImageFixture {
  static final int SIDE = 8;
  static final int TRAIN = 400;
  static final int TEST = 200;
  static final ResidualUNet NET = new ResidualUNet(1, SIDE, SIDE, 2, 2, List.of(16), 1, 1, 0);

  private ImageFixture() {
  }

  /** Writes the four files of an IDX set and returns its name. */
  static String data(Path folder) throws IOException {
    return data(folder, SIDE);
  }

  static String data(Path folder, int side) throws IOException {
    Files.createDirectories(folder);
    write(folder, side, "train", TRAIN, 1);
    write(folder, side, "t10k", TEST, 2);
    return "idx:" + folder;
  }

  private static void write(Path folder, int side, String part, int count, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + count * side * side).putInt(0x0803).putInt(count).putInt(side)
        .putInt(side);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(2);
      int place = random.nextInt(side);
      labels.put((byte) label);
      for (int p = 0; p < side * side; p++) {
        boolean bar = (label == 0 ? p / side : p % side) == place;
        images.put((byte) (bar ? 200 + random.nextInt(56) : random.nextInt(40)));
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }

  /** Makes a run of a network as it is before the first step: its velocity is 0, its samples are the noise. */
  static Path untrained(Path folder, String data) throws IOException {
    return run(folder, data, new ImageModel(NET, NET.start(new Seed(3)), "linear", List.of("lying", "standing")));
  }

  static Path run(Path folder, String data, ImageModel model) throws IOException {
    Files.createDirectories(folder);
    ImageNet net = model.net();
    model.write(folder.resolve("model.safetensors"));
    ConfigFile.write(folder.resolve("run.yaml"), ConfigFile.over(ImageConfig.defaults(), "",
        Map.of("data", data, "unconditional", net.classes() == 0)), Map.of());
    return folder;
  }
}
