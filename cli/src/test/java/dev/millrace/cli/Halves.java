package dev.millrace.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of 8×8 images in two classes, bright above or bright below, in MNIST's form. */
final class Halves {
  static final int TRAINING = 60;
  static final int TEST = 20;
  private static final int SIDE = 8;

  private Halves() {
  }

  /** Writes the folder's four files and returns what the command line calls them. */
  static String write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train", TRAINING);
    write(folder, "t10k", TEST);
    return "idx:" + folder;
  }

  private static void write(Path folder, String part, int count) throws IOException {
    ByteArrayOutputStream images = new ByteArrayOutputStream();
    images.write(numbers(0x803, count, SIDE, SIDE));
    ByteArrayOutputStream labels = new ByteArrayOutputStream();
    labels.write(numbers(0x801, count));
    for (int i = 0; i < count; i++) {
      labels.write(i % 2);
      for (int p = 0; p < SIDE * SIDE; p++) {
        boolean bright = p < SIDE * SIDE / 2 == (i % 2 == 0);
        images.write(bright ? 255 - (i * 7 + p) % 32 : (i * 5 + p) % 32);
      }
    }
    Files.write(folder.resolve(part + "-images-idx3-ubyte"), images.toByteArray());
    Files.write(folder.resolve(part + "-labels-idx1-ubyte"), labels.toByteArray());
  }

  private static byte[] numbers(int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(Integer.BYTES * values.length);
    for (int value : values) {
      buffer.putInt(value);
    }
    return buffer.array();
  }
}
