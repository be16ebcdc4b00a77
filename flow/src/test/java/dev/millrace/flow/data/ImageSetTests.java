package dev.millrace.flow.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageSetTests {
  private static final List<String> AB = List.of("a", "b");
  private static final int[] NONE = {};

  private static ImageSet set(byte[] pixels, int[] labels, List<String> names) {
    return new ImageSet("set", 1, 1, 2, pixels, labels, names);
  }

  private static void refused(String part, Executable executable) {
    String message = String.valueOf(assertThrows(IllegalArgumentException.class, executable).getMessage());
    assertTrue(message.contains(part), message);
  }

  @Test
  void bytesBecomeNumbersFromMinusOneToOne() {
    ImageSet set = set(new byte[]{0, (byte) 255, 127, (byte) 128}, new int[]{1, 0}, AB);
    float[] out = {9, 9, 9, 9};
    set.toFloats(0, out, 1);
    assertArrayEquals(new float[]{9, -1, 1, 9}, out);
    set.toFloats(1, out, 0);
    assertArrayEquals(new float[]{127 / 127.5f - 1, 128 / 127.5f - 1, 1, 9}, out);
    assertEquals(2, set.count());
    assertEquals(2, set.classes());
    assertEquals(0, set(new byte[2], NONE, List.of()).classes());
    assertThrows(IndexOutOfBoundsException.class, () -> set.toFloats(2, out, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> set.toFloats(0, out, 3));
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    refused("3 pixels", () -> set(new byte[3], NONE, List.of()));
    refused("0 pixels", () -> set(new byte[0], NONE, List.of()));
    refused("1 labels ≠ 2", () -> set(new byte[4], new int[1], AB));
    refused("label 2", () -> set(new byte[4], new int[]{0, 2}, AB));
    refused("label -1", () -> set(new byte[4], new int[]{0, -1}, AB));
    refused("class names", () -> set(new byte[4], NONE, AB));
    refused("class names", () -> set(new byte[4], new int[2], List.of()));
    refused("at least 1", () -> new ImageSet("set", 1, 0, 2, new byte[2], NONE, List.of()));
  }

  @Test
  void partsOfDifferentSizeOrClassesDoNotBelongTogether() {
    ImageSet one = set(new byte[4], new int[2], AB);
    refused("classes", () -> new ImageData(one, set(new byte[4], new int[2], List.of("a"))));
    refused("1 × 2 × 2", () -> new ImageData(one, new ImageSet("set", 1, 2, 2, new byte[4], new int[1], AB)));
  }

  @Test
  void everyTenthIsKeptApart() {
    byte[] pixels = new byte[2 * 25];
    int[] labels = new int[25];
    for (int i = 0; i < 25; i++) {
      pixels[2 * i] = (byte) i;
      labels[i] = i % 2;
    }
    ImageData data = ImageData.keepingATenth(set(pixels, labels, AB));
    assertArrayEquals(new byte[]{9, 0, 19, 0}, data.test().pixels());
    assertArrayEquals(new int[]{1, 1}, data.test().labels());
    assertEquals(23, data.train().count());
    assertEquals(10, data.train().pixels()[18]);
    assertArrayEquals(new byte[]{2, 0}, ImageData.keepingATenth(set(pixels, labels, AB).take(0, 1, 2)).test().pixels());
  }

  @Test
  void theHashIsThatOfPixelsLabelsAndShape() {
    ImageSet set = set(new byte[]{1, 2, 3, 4}, new int[]{0, 1}, AB);
    assertEquals(set.hash(), set(new byte[]{1, 2, 3, 4}, new int[]{0, 1}, AB).hash());
    assertNotEquals(set.hash(), set(new byte[]{1, 2, 3, 5}, new int[]{0, 1}, AB).hash());
    assertNotEquals(set.hash(), set(new byte[]{1, 2, 3, 4}, new int[]{1, 1}, AB).hash());
    assertNotEquals(set.hash(), new ImageSet("set", 1, 2, 1, new byte[]{1, 2, 3, 4}, new int[]{0, 1}, AB).hash());
  }

  @Test
  void mnistIsOnTheClassPath() throws IOException {
    ImageData mnist = ImageSources.read("mnist", PictureOptions.AS_THEY_ARE, 1);
    assertEquals(60_000, mnist.train().count());
    assertEquals(10_000, mnist.test().count());
    assertEquals(28, mnist.train().width());
    assertEquals(10, mnist.train().classes());
    // The published counts of a few classes, first labels, and the mean of all training pixels, 0.1307 of white.
    int[] counts = new int[10];
    for (int label : mnist.train().labels()) {
      counts[label]++;
    }
    assertArrayEquals(new int[]{5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949}, counts);
    assertEquals(5, mnist.train().labels()[0]);
    assertEquals(7, mnist.test().labels()[0]);
    long sum = 0;
    for (byte pixel : mnist.train().pixels()) {
      sum += pixel & 0xFF;
    }
    assertEquals(0.1307, sum / 255.0 / mnist.train().pixels().length, 5e-5);
  }

  @Test
  void digitsAreThoseOfScikitLearn() throws IOException {
    ImageData digits = ImageSources.read("digits", PictureOptions.AS_THEY_ARE, 1);
    assertEquals(1797, digits.train().count() + digits.test().count());
    assertEquals(179, digits.test().count());
    assertEquals(8, digits.train().height());
    // load_digits().images[0][0:2], of 16.
    int[] expected = {0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Math.round(expected[i] * 255 / 16f), digits.train().pixels()[i] & 0xFF, "pixel " + i);
    }
    assertArrayEquals(new int[]{0, 1, 2, 3, 4, 5, 6, 7, 8, 0},
        digits.train().take(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).labels());
  }

  @Test
  void resizingIsThatOfPillow() {
    // PIL.Image.resize(…, BILINEAR) of the middle 5 × 5, which rounds to bytes between its two passes.
    byte[] picture = new byte[35];
    for (int i = 0; i < 35; i++) {
      int x = i % 7;
      int y = i / 7;
      picture[i] = (byte) ((37 * x * x + 91 * y + 13 * x * y) % 256);
    }
    int[] three = {85, 125, 126, 161, 141, 161, 157, 155, 112};
    int[] eight = {37, 86, 144, 99, 78, 80, 123, 157, 83, 85, 90, 119, 137, 142, 126, 113, 148, 90, 27, 142, 204, 215,
        132,
        67, 213, 159, 91, 111, 128, 144, 156, 164, 198, 182, 160, 134, 132, 152, 170, 182, 103, 161, 234, 213, 216, 241,
        174, 119, 152, 157, 163, 148, 155, 186, 115, 57, 197, 156, 103, 91, 102, 137, 69, 13};
    int[] five = {37, 148, 77, 80, 157, 141, 9, 207, 223, 57, 245, 126, 81, 110, 213, 93, 243, 211, 253, 113, 197, 104,
        85,
        140, 13};
    for (int[] expected : List.of(three, eight, five)) {
      int size = (int) Math.sqrt(expected.length);
      byte[] resized = new byte[size * size];
      Resized.square(picture, 0, 5, 7, size, resized, 0);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], resized[i] & 0xFF, size == 5 ? 0 : 1, size + ": pixel " + i);
      }
    }
  }

  @Test
  void otherNamesAreNoImages() {
    assertTrue(ImageSources.isImages("idx:somewhere") && ImageSources.isImages("mnist"));
    assertTrue(!ImageSources.isImages("moons") && !ImageSources.isImages("mnist.npy"));
    for (String data : List.of("mnits", "idx:" + Path.of("no", "such", "folder"), "images:nowhere")) {
      assertThrows(InvalidInputException.class,
          () -> ImageSources.read(data, PictureOptions.AS_THEY_ARE, 1));
    }
    assertThrows(InvalidInputException.class,
        () -> ImageSources.read("mnist", new PictureOptions(32, 0), 1));
  }
}
