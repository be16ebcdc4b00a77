package dev.millrace.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ResidualUNet;

/** Runs of a network so small that it samples in milliseconds, untrained, and the data that they say they have learnt. */
final class TinyImages {
  static final int SIDE = 8;
  static final int DIM = SIDE * SIDE;
  static final int CLASSES = 3;
  static final int TRAIN = 30;
  static final int TEST = 12;

  private TinyImages() {
  }

  /** The pixel of an image of the training part (part 0) or the test part (part 1). */
  static int pixel(int part, int image, int at) {
    return (37 * image + 11 * at + at * at / 5 + 101 * part) & 0xFF;
  }

  /** The class of an image of either part. */
  static int label(int image) {
    return image % CLASSES;
  }

  /** Writes the four files of an IDX folder. */
  static void writeData(Path folder) throws IOException {
    Files.createDirectories(folder);
    String[] names = {"train", "t10k"};
    for (int part = 0; part < 2; part++) {
      int count = part == 0 ? TRAIN : TEST;
      ByteBuffer images = ByteBuffer.allocate(16 + count * DIM).putInt(0x803).putInt(count).putInt(SIDE).putInt(SIDE);
      ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
      for (int i = 0; i < count; i++) {
        labels.put((byte) label(i));
        for (int at = 0; at < DIM; at++) {
          images.put((byte) pixel(part, i, at));
        }
      }
      Files.write(folder.resolve(names[part] + "-images-idx3-ubyte"), images.array());
      Files.write(folder.resolve(names[part] + "-labels-idx1-ubyte"), labels.array());
    }
  }

  /**
   * Writes a run folder.
   *
   * @param options over the defaults, by name
   */
  static ImageModel writeRun(Path run, Path data, int channels, List<String> classNames, Map<String, ?> options)
      throws IOException {
    Files.createDirectories(run);
    ImageConfig base = ConfigFile.over(ImageConfig.defaults(), "test: ", Map.of("data", "idx:" + data));
    ConfigFile.write(run.resolve("run.yaml"), ConfigFile.over(base, "test: ", options), Map.of());
    var net = new ResidualUNet(channels, SIDE, SIDE, classNames.size(), 2, List.of(16), 1, 1, 0);
    float[] weights = net.start(new Seed(5));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.04 * Math.sin(1.7 * i + 0.3));
    }
    var model = new ImageModel(net, weights, "linear", classNames);
    model.write(run.resolve("model.safetensors"));
    return model;
  }
}
