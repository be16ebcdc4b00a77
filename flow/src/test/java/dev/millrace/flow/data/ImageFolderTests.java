package dev.millrace.flow.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

import javax.imageio.ImageIO;

import dev.millrace.flow.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageFolderTests {
  @TempDir
  Path folder = Path.of("");

  private ImageData read(int size, int channels) throws IOException {
    return ImageSources.read("images:" + folder, new PictureOptions(size, channels), 2);
  }

  private String refused(int size, int channels) {
    return message(() -> read(size, channels));
  }

  private static String message(Executable read) {
    String message = String.valueOf(assertThrows(InvalidInputException.class, read).getMessage());
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  private Path grey(String name, int width, int height, int value) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      image.getRaster().setSample(i % width, i / width, 0, value);
    }
    return write(name, image);
  }

  private Path colour(String name, int width, int height, int argb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, name.endsWith("png")
        ? BufferedImage.TYPE_INT_ARGB
        : BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, argb);
    }
    return write(name, image);
  }

  private Path write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    assertTrue(ImageIO.write(image, name.endsWith("png") ? "png" : "jpg", file.toFile()));
    return file;
  }

  /** A PNG of any dimensions, whose pixels are the bytes given. */
  private static byte[] png(int width, int height, int bits, int colorType, byte[] rows) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.write(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    chunk(bytes, "IHDR", ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) bits).put((byte) colorType)
        .array());
    var packed = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(packed)) {
      deflater.write(rows);
    }
    chunk(bytes, "IDAT", packed.toByteArray());
    chunk(bytes, "IEND", new byte[0]);
    return bytes.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) throws IOException {
    var data = new DataOutputStream(out);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    data.writeInt(content.length);
    data.write(name);
    data.write(content);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(content);
    data.writeInt((int) crc.getValue());
  }

  @Test
  void classesAreSubFoldersInTheOrderOfTheirNames() throws IOException {
    // Written in another order than read.
    grey("dog/b.png", 3, 2, 40);
    grey("cat/z.png", 3, 2, 30);
    grey("dog/a.png", 3, 2, 20);
    grey("ant/only.png", 3, 2, 10);
    grey(".hidden/x.png", 3, 2, 99);
    Files.writeString(folder.resolve("dog/readme.txt"), "no picture");
    Files.createDirectory(folder.resolve("empty"));
    ImageData data = read(0, 0);
    assertEquals(List.of("ant", "cat", "dog"), data.train().classNames());
    assertArrayEquals(new int[]{0, 1, 2}, data.train().labels());
    assertArrayEquals(new int[]{2}, data.test().labels());
    assertEquals(10, data.train().pixels()[0]);
    assertEquals(20, data.train().pixels()[12]);
    assertEquals(40, data.test().pixels()[0]);
    assertEquals(3, data.train().width());
    assertEquals(1, data.train().channels());
  }

  @Test
  void coloursComeAsPlanesAndGreyAsItIs() throws IOException {
    colour("a.png", 2, 2, 0xFF102030);
    colour("b.png", 2, 2, 0x00102030);
    byte[] rgb = read(0, 0).train().pixels();
    assertArrayEquals(new byte[]{0x10, 0x10, 0x10, 0x10, 0x20, 0x20, 0x20, 0x20, 0x30, 0x30, 0x30, 0x30}, rgb);
    // What is transparent shows white.
    assertEquals((byte) 255, read(0, 0).test().pixels()[0]);
    // 0.299·16 + 0.587·32 + 0.114·48 = 29.04
    assertEquals(29, read(0, 1).train().pixels()[0]);
  }

  @Test
  void greyIsNotTakenForLinearLight() throws IOException {
    for (String name : List.of("a.png", "b.jpg")) {
      grey(name, 8, 8, 100);
    }
    ImageData data = read(0, 0);
    assertEquals(100, data.train().pixels()[0]);
    assertEquals(100, data.test().pixels()[0], 1);
    assertArrayEquals(new byte[]{100, 100, 100}, Arrays.copyOf(read(2, 3).train().pixels(), 3));
    // 16 bits, and 1 bit, which ImageIO reads as a palette.
    Files.write(folder.resolve("a.png"), png(1, 1, 16, 0, new byte[]{0, (byte) 0x80, 0x12}));
    Files.write(folder.resolve("b.jpg"), png(1, 1, 1, 0, new byte[]{0, (byte) 0x80}));
    assertEquals(128, read(0, 0).train().pixels()[0] & 0xFF);
    assertEquals(255, read(0, 0).test().pixels()[0] & 0xFF);
  }

  @Test
  void sizesAreMadeEqualOnDemandOnly() throws IOException {
    grey("a.png", 10, 6, 50);
    grey("b.png", 4, 9, 200);
    assertTrue(refused(0, 0).contains("b.png: 4 × 9 pixels, but"), refused(0, 0));
    ImageData data = read(5, 0);
    assertEquals(5, data.train().height());
    assertEquals(50, data.train().pixels()[12]);
    assertEquals((byte) 200, data.test().pixels()[12]);
  }

  @Test
  void trainAndTestFoldersAreTheTwoParts() throws IOException {
    grey("train/a/1.png", 2, 2, 1);
    grey("train/b/1.png", 2, 2, 2);
    grey("test/a/1.png", 2, 2, 3);
    assertTrue(refused(0, 0).contains("test"));
    grey("test/b/1.png", 2, 2, 4);
    ImageData data = read(0, 0);
    assertEquals(List.of("a", "b"), data.test().classNames());
    assertEquals(2, data.train().count());
    assertEquals(3, data.test().pixels()[0]);
  }

  @Test
  void mixedChannelsAreRefusedUnlessOneIsAskedFor() throws IOException {
    grey("a.png", 4, 4, 1);
    colour("b.png", 4, 4, 0xFFFF0000);
    assertTrue(refused(0, 0).contains("b.png: has three channels"), refused(0, 0));
    assertEquals(3, read(0, 3).train().channels());
    assertEquals(76, read(0, 1).test().pixels()[0]);
  }

  @Test
  void badPicturesAreNamed() throws IOException {
    Path good = grey("a.png", 40, 40, 7);
    Path bad = folder.resolve("b.png");
    Path noise = folder.resolve("noise.jpg");
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64 * 64; i++) {
      image.setRGB(i % 64, i / 64, i * 7919);
    }
    byte[] jpeg = Files.readAllBytes(write("noise.jpg", image));
    Files.delete(noise);
    byte[] whole = Files.readAllBytes(good);
    List<byte[]> files = List.of(new byte[0], "GIF89a".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(whole, 20),
        Arrays.copyOf(whole, whole.length - 40), png(0, 5, 8, 0, new byte[9]), png(5, 0, 8, 0, new byte[9]),
        png(-1, 5, 8, 0, new byte[9]), png(40, 40, 8, 0, new byte[90]), Arrays.copyOf(jpeg, jpeg.length / 2),
        Arrays.copyOf(jpeg, 100), png(60_000, 60_000, 8, 2, new byte[1000]),
        png(Integer.MAX_VALUE, Integer.MAX_VALUE, 16, 6, new byte[1000]));
    for (int i = 0; i < files.size(); i++) {
      Files.write(bad, files.get(i));
      String message = refused(40, 1);
      assertTrue(message.startsWith(bad + ": "), i + ": " + message);
    }
    Files.write(bad, png(60_000, 60_000, 8, 2, new byte[1000]));
    assertEquals(bad + ": 60000 × 60000 pixels, expected at most 67108864 in all", refused(0, 1));
  }

  @Test
  void printingInksAreNotTakenForColours() throws IOException {
    // 8 × 8 pixels of CMYK, as Pillow writes them.
    Files.write(folder.resolve("inks.jpg"),
        Base64.getDecoder().decode("/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwBQNzxGPDJQRkFGWlVQ"
            + "X3jIgnhubnj1r7mRyP///////////////////////////////////////////////////8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EABQAAQAA"
            + "AAAAAAAAAAAAAAAAAAT/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AGhGmv/Z"));
    assertTrue(refused(0, 3).contains("inks.jpg: colours in a form that is not supported"));
  }

  @Test
  void foldersThatHoldNothingOrTooMuchAreRefused() throws IOException {
    assertTrue(refused(0, 0).contains("no .png, .jpg or .jpeg file"));
    grey("a.png", 4, 4, 1);
    assertTrue(refused(0, 0).contains("one image"));
    grey("sub/b.png", 4, 4, 1);
    assertTrue(refused(0, 0).contains("beside sub-folders"));
    assertTrue(message(() -> ImageSources.read("images:" + folder.resolve("a.png"), PictureOptions.AS_THEY_ARE, 1))
        .contains("no such folder"));
  }

  private static byte[] idx(int magic, int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * shape.length + size).putInt(magic);
    Arrays.stream(shape).forEach(bytes::putInt);
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() % 3));
    }
    return bytes.array();
  }

  private void idxFolder(int trainImages, int trainLabels, int testSide) throws IOException {
    Files.write(folder.resolve("train-images.idx3-ubyte"), idx(0x803, trainImages, 4, 5));
    Files.write(folder.resolve("fashion-train-labels-idx1-ubyte"), idx(0x801, trainLabels));
    try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("t10k-images-idx3-ubyte.gz")))) {
      out.write(idx(0x803, 3, testSide, 5));
    }
    Files.write(folder.resolve("t10k-labels-idx1-ubyte.gz"), idx(0x801, 3));
  }

  private ImageData readIdx() throws IOException {
    return ImageSources.read("idx:" + folder, PictureOptions.AS_THEY_ARE, 1);
  }

  @Test
  void foldersInTheFormOfMnistAreReadUnderTheirUsualNames() throws IOException {
    idxFolder(7, 7, 4);
    ImageData data = readIdx();
    assertEquals(7, data.train().count());
    assertEquals(3, data.test().count());
    assertEquals(4, data.train().height());
    assertEquals(5, data.train().width());
    assertEquals(List.of("0", "1", "2"), data.train().classNames());
    // The same file beside its gzipped form is no second one; a file of another set is.
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), idx(0x803, 3, 4, 5));
    assertEquals(3, readIdx().test().count());
    Files.write(folder.resolve("letters-t10k-images-idx3-ubyte"), idx(0x803, 3, 4, 5));
    assertTrue(message(this::readIdx).contains("2 files like t10k-images-idx3-ubyte"));
  }

  @Test
  void foldersWhoseFilesDoNotFitAreRefused() throws IOException {
    assertTrue(message(this::readIdx).contains("0 files like train-images-idx3-ubyte"));
    idxFolder(7, 6, 4);
    assertTrue(message(this::readIdx).contains("6 labels, expected one for each of the 7 images"));
    idxFolder(7, 7, 3);
    assertTrue(message(this::readIdx).contains("images of 3 × 5 pixels, expected 4 × 5"));
    idxFolder(0, 0, 4);
    assertTrue(message(this::readIdx).contains("expected none of them 0"));
  }
}
