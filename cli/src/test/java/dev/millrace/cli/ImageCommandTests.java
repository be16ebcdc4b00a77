package dev.millrace.cli;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.draw.ImageGrids;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.text.TextTable;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ImageCommandTests {
  private static final int DIM = TinyImages.DIM;
  private static final List<String> NAMES = List.of("ant", "bee", "cow");
  private static final String EXACT = " --precision fp32 --device cpu --quiet";

  @TempDir
  static Path folder = Path.of("");

  private static ImageModel model;

  private static String at(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void write() throws IOException {
    TinyImages.writeData(folder.resolve("data"));
    model = TinyImages.writeRun(folder.resolve("run"), folder.resolve("data"), 1, NAMES, Map.of());
    TinyImages.writeRun(folder.resolve("plain"), folder.resolve("data"), 1, List.of(), Map.of("unconditional", true));
    TinyImages.writeRun(folder.resolve("sure"), folder.resolve("data"), 1, NAMES, Map.of("label-dropout", 0.0));
    TinyImages.writeRun(folder.resolve("colour"), folder.resolve("data"), 3, NAMES, Map.of());
    // As after a training on pictures that were cropped and made grey.
    TinyImages.writeRun(folder.resolve("resized"), folder.resolve("data"), 1, NAMES, Map.of("size", 8, "channels", 1));
    Outcome.of("train", "moons", "--steps", "5", "--hidden", "8", "--quiet", "--no-plots", "--out", at("points"))
        .succeeded();
    write("noise.npy", noise(6), 6, 1, 8, 8);
    write("flat.npy", noise(6), 6, 64);
    write("three.npy", noise(6), 2, 3, 8, 8);
    picture("mask.png", 8, 8, 0x000000, 0xFFFFFF);
    picture("black.png", 8, 8, 0x000000, 0x000000);
    picture("wide.png", 9, 8, 0x000000, 0xFFFFFF);
    picture("red.png", 8, 8, 0x000000, 0xFF0000);
    Files.write(folder.resolve("empty.png"), new byte[0]);
  }

  private static float[] noise(int count) {
    return ImageFlow.noise(count, DIM, new Seed(9), Seed.Purpose.SAMPLING);
  }

  private static void write(String name, float[] values, int... shape) throws IOException {
    try (var out = Files.newOutputStream(folder.resolve(name))) {
      Npy.write(out, FloatArray.of(values, shape));
    }
  }

  /** The upper three rows in one colour, the others in another. */
  private static void picture(String name, int width, int height, int upper, int lower) throws IOException {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, y < 3 ? upper : lower);
      }
    }
    assertTrue(ImageIO.write(image, "png", folder.resolve(name).toFile()));
  }

  private static Outcome run(String command) {
    return Outcome.of(Stream.of(command.split(" ", -1)).map(word -> word.startsWith("@") ? at(word.substring(1)) : word)
        .toArray(String[]::new));
  }

  private static FloatArray made(String command, String file) throws IOException {
    run(command + " --out @" + file + EXACT).succeeded();
    return Npy.read(folder.resolve(file));
  }

  private static float[] row(FloatArray images, int row) {
    return Arrays.copyOfRange(images.values(), row * DIM, (row + 1) * DIM);
  }

  @Test
  void oneEulerStepIsTheNoiseAndItsGuidedVelocity() throws IOException {
    FloatArray found = made("sample @run --class bee --guidance 2 --steps 1 --noise @noise.npy", "a.npy");
    assertEquals(List.of(6, 1, 8, 8), found.shape());
    try (
        Torch torch = Torch.open(new TorchOptions(TorchOptions.DeviceChoice.CPU, TorchOptions.PrecisionChoice.FP32, 1));
        ImageFlow flow = new ImageFlow(torch, model)) {
      float[] x0 = noise(6);
      float[] c = new float[x0.length];
      float[] u = new float[x0.length];
      flow.arrays(1, 1).velocity(x0, 0, c);
      flow.arrays(3, 1).velocity(x0, 0, u);
      for (int i = 0; i < x0.length; i++) {
        assertEquals(x0[i] + u[i] + 2 * (c[i] - u[i]), found.values()[i], 1e-4);
      }
    }
  }

  @Test
  void picturesHaveARowForEachClass() throws IOException {
    ImageRun run = ImageRun.of(new RunDirectory(folder.resolve("run")));
    float[] fromOne = noise(9);
    // The numbers 1 to 9 have the classes 1, 2, 0, 1, 2, 0 …; counted from 0, each class comes one place later.
    float[] fromZero = new float[fromOne.length];
    for (int i = 0; i < 9; i++) {
      System.arraycopy(fromOne, (i / 3 * 3 + (i + 2) % 3) * DIM, fromZero, i * DIM, DIM);
    }
    BufferedImage one = ImageGrids.byClass("", run, fromOne, List.of(0, 1, 2), 1);
    BufferedImage zero = ImageGrids.byClass("", run, fromZero, List.of(0, 1, 2), 0);
    BufferedImage other = ImageGrids.byClass("", run, fromOne, List.of(0, 1, 2), 0);
    assertArrayEquals(pixels(zero), pixels(one));
    assertFalse(Arrays.equals(pixels(other), pixels(one)));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void classesAreInTurnByTheNumberOfTheRow() throws IOException {
    FloatArray all = made("sample @run --steps 3 --seed 9", "a.npy");
    assertEquals(List.of(30, 1, 8, 8), all.shape());
    FloatArray rest = made("sample @run --steps 3 --seed 9 --offset 19 --count 11", "d.npy");
    for (int i = 0; i < 11; i++) {
      assertArrayEquals(row(all, 19 + i), row(rest, i), 1e-5f);
    }
    FloatArray cows = made("sample @run --steps 3 --seed 9 --class 2 --count 30", "b.npy");
    FloatArray ants = made("sample @run --steps 3 --seed 9 --class ant --count 30", "c.npy");
    assertArrayEquals(row(cows, 20), row(all, 20), 1e-5f);
    assertArrayEquals(row(ants, 9), row(all, 9), 1e-5f);
    assertNotEquals(row(ants, 20)[5], row(all, 20)[5]);
  }

  @Test
  void noGuidanceIsThePlainFieldAndNoneOfItThatOfAnyClass() throws IOException {
    String rest = " --steps 2 --noise @noise.npy";
    assertEquals(made("sample @run --class cow" + rest, "a.npy"),
        made("sample @run --class cow --guidance 1" + rest, "b.npy"));
    assertArrayEquals(made("sample @run --class any" + rest, "a.npy").values(),
        made("sample @run --class cow --guidance 0" + rest, "b.npy").values(), 1e-5f);
  }

  @Test
  void theTrajectoryGoesFromTheNoiseToTheResult() throws IOException {
    for (String solver : new String[]{"euler --grid cosine", "dopri5"}) {
      FloatArray end = made("sample @run --steps 4 --solver " + solver
          + " --noise @noise.npy --trajectory @t.npy --strip @strip.png", "a.npy");
      FloatArray way = Npy.read(folder.resolve("t.npy"));
      assertEquals(List.of(5, 6, 1, 8, 8), way.shape());
      assertArrayEquals(noise(6), Arrays.copyOf(way.values(), 6 * DIM));
      assertArrayEquals(end.values(), Arrays.copyOfRange(way.values(), 4 * 6 * DIM, 5 * 6 * DIM));
      BufferedImage strip = ImageIO.read(folder.resolve("strip.png").toFile());
      assertTrue(strip.getWidth() > 5 * 112, "five times");
    }
  }

  @Test
  void inversionLeadsBackToTheNoise() throws IOException {
    made("sample @run --class ant --steps 40 --solver rk4 --noise @noise.npy", "images.npy");
    FloatArray back = made("sample @run --class ant --steps 40 --solver rk4 --invert @images.npy", "a.npy");
    assertArrayEquals(noise(6), back.values(), 1e-3f);
  }

  @Test
  void rowsOfAnInterpolationEndInWhatTheirNoisesBecome() throws IOException {
    FloatArray rows = made("interpolate @run --rows 2 --columns 5 --steps 6 --class bee --seed 3", "a.npy");
    FloatArray ends = made("sample @run --count 4 --solver heun --steps 6 --class bee --seed 3", "b.npy");
    assertEquals(List.of(10, 1, 8, 8), rows.shape());
    assertArrayEquals(row(ends, 0), row(rows, 0), 1e-5f);
    assertArrayEquals(row(ends, 1), row(rows, 4), 1e-5f);
    assertArrayEquals(row(ends, 3), row(rows, 9), 1e-5f);
  }

  @Test
  void imagesAreReconstructedAndTheErrorIsPrinted() throws IOException {
    Outcome outcome = run("reconstruct @run --steps 40 --seed 2 --out @a.npy" + EXACT).succeeded();
    FloatArray again = Npy.read(folder.resolve("a.npy"));
    assertEquals(List.of(10, 1, 8, 8), again.shape());
    String before = "mean difference per pixel ";
    int at = outcome.out().indexOf(before) + before.length();
    double printed = Double.parseDouble(outcome.out().substring(at, outcome.out().indexOf(',', at)));
    double sum = 0;
    List<Integer> met = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float[] mine = row(again, i);
      int nearest = nearestTestImage(mine);
      met.add(nearest);
      for (int j = 0; j < DIM; j++) {
        sum += Math.abs(mine[j] - (TinyImages.pixel(1, nearest, j) / 127.5 - 1));
      }
    }
    assertEquals(10, met.stream().distinct().count());
    assertEquals(sum / (10 * DIM), printed, 6e-5);
    assertTrue(printed < 0.005, outcome.out());
  }

  private static int nearestTestImage(float[] image) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k < TinyImages.TEST; k++) {
      double distance = 0;
      for (int j = 0; j < DIM; j++) {
        distance += Math.abs(image[j] - (TinyImages.pixel(1, k, j) / 127.5 - 1));
      }
      if (distance < least) {
        least = distance;
        nearest = k;
      }
    }
    return nearest;
  }

  @Test
  void knownPixelsStayExactlyAsGiven() throws IOException {
    float[] images = noise(6);
    FloatArray masked = made("inpaint @run --mask @mask.png --images @noise.npy --class cow --steps 3", "a.npy");
    FloatArray halved = made("inpaint @plain --hide left --images @noise.npy --steps 3", "b.npy");
    for (int i = 0; i < images.length; i++) {
      assertEquals(i % DIM / 8 < 3, images[i] == masked.values()[i], "pixel " + i);
      assertEquals(i % 8 >= 4, images[i] == halved.values()[i], "pixel " + i);
    }
  }

  @Test
  void anImageEditedToItsOwnClassIsItself() throws IOException {
    FloatArray found = made("edit @run --images @noise.npy --from-class bee --to-class bee,cow --until 0.1 --steps 40",
        "a.npy");
    assertEquals(List.of(12, 1, 8, 8), found.shape());
    assertArrayEquals(noise(6), Arrays.copyOf(found.values(), 6 * DIM), 2e-3f);
    assertTrue(Math.abs(noise(6)[7] - found.values()[6 * DIM + 7]) > 2e-3);
  }

  @Test
  void testImagesOfAClassAreTakenFromTheData() throws IOException {
    FloatArray found = made("edit @run --from-class bee --to-class bee --until 0.9 --steps 40 --count 4", "a.npy");
    for (int i = 0; i < 4; i++) {
      assertEquals(1, TinyImages.label(nearestTestImage(row(found, i))));
    }
  }

  @Test
  void dataAreTrainingImagesEachOnce() throws IOException {
    Outcome outcome = run("data idx:" + at("data") + " --count 30 --out @a.npy").succeeded();
    assertEquals(at("a.npy") + ": 30 training images of idx:" + at("data"), outcome.err().strip());
    FloatArray images = Npy.read(folder.resolve("a.npy"));
    assertEquals(List.of(30, 1, 8, 8), images.shape());
    List<Float> firsts = new ArrayList<>();
    List<Float> expected = new ArrayList<>();
    for (int i = 0; i < TinyImages.TRAIN; i++) {
      firsts.add(row(images, i)[3]);
      expected.add(TinyImages.pixel(0, i, 3) / 127.5f - 1);
    }
    assertNotEquals(expected, firsts);
    assertEquals(expected.stream().sorted().toList(), firsts.stream().sorted().toList());
    run("data digits --out @a.png").succeeded();
    assertTrue(ImageIO.read(folder.resolve("a.png").toFile()).getHeight() > 8 * 112);
  }

  @Test
  void imageSetsAreListed() {
    String listed = run("datasets").succeeded().out();
    assertTrue(listed.lines().allMatch(line -> line.length() <= TextTable.WIDTH), listed);
    for (String form : new String[]{"mnist ", "digits ", "idx:DIR ", "images:DIR "}) {
      assertTrue(listed.lines().anyMatch(line -> line.startsWith(form)), form);
    }
  }

  @Test
  void everyVerbDrawsAndSaysWhatItCost() throws IOException {
    for (String verb : new String[]{"sample @run --steps 2", "sample @plain --steps 2", "interpolate @run --steps 2",
        "sample @run --class 0,2 --count 7 --steps 2", "sample @colour --steps 2", "sample @plain --invert @noise.npy",
        "reconstruct @run --steps 2", "inpaint @run --hide MIDDLE --steps 2",
        "edit @run --to-class ant,cow --steps 2"}) {
      Files.deleteIfExists(folder.resolve("a.png"));
      Outcome outcome = run(verb + " --out @a.png --threads 1 --device cpu").succeeded();
      assertTrue(outcome.err().matches("(?s).*\\d+ images, .*\\d s.*"), outcome.err());
      BufferedImage picture = ImageIO.read(folder.resolve("a.png").toFile());
      assertTrue(picture.getWidth() > 200 && picture.getHeight() > 100, verb);
    }
  }

  @Test
  void picturesAreBroughtToSizeAndColourIfTheRunsOwnWere() throws IOException {
    FloatArray found = made("edit @resized --images @red.png --from-class 0 --to-class 0 --until 0.9 --steps 40",
        "a.npy");
    float luma = Math.round(0.299f * 255) / 127.5f - 1;
    for (int i = 0; i < DIM; i++) {
      assertEquals(i / 8 < 3 ? -1 : luma, found.values()[i], 5e-3);
    }
    assertEquals(List.of(1, 1, 8, 8), made("sample @resized --class 1 --invert @wide.png", "a.npy").shape());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      sample @run --class dog | expected one of ant, bee, cow, or any
      sample @run --class 3 | expected one of ant, bee, cow, or any
      sample @run --class coww | did you mean cow?
      sample @plain --class 1 | trained without classes
      sample @plain --guidance 2 | trained without classes
      sample @sure --class ant --guidance 2 | --label-dropout 0
      sample @sure --class any | --label-dropout 0
      sample @run --guidance NaN | --guidance NaN: expected a finite number
      sample @run --guidance 1e39 | --guidance 1.0E39: expected a finite number within the range of a 32-bit float
      sample @run --noise @flat.npy | shape [6, 64], expected [count, 1, 8, 8]
      sample @run --noise @three.npy | shape [2, 3, 8, 8], expected [count, 1, 8, 8]
      sample @run --noise @noise.npy --count 5 | has 6 rows
      sample @run --invert @red.png | three channels (colour)
      sample @run --invert @empty.png | empty.png: neither PNG nor JPEG
      sample @run --invert @wide.png | 1 × 8 × 8
      sample @run --sde 1 | --sde
      sample @run --grid learnt | uniform, cosine or shifted
      sample @run --device cuda | device cuda
      sample @run --device tpu | device 'tpu'
      sample @run --precision fp8 | precision 'fp8'
      sample @run --strip @a.jpg | ends in .png
      sample @run --count 99999 | a .npy file holds any number
      sample @points --class 1 | was trained without classes
      sample @points --guidance 1 | was trained without classes
      sample @points --strip @a.png | is a run of points
      sample @points --device cuda | is a run of points
      sample @points --precision bf16 | is a run of points
      interpolate @points | is a run of points
      interpolate @run --columns 1 | --columns 1
      reconstruct @run --count 13 | there are 12 test images
      reconstruct @run --images @empty.png | empty.png
      reconstruct @sure --images @noise.npy | --label-dropout 0
      inpaint @run | --mask
      inpaint @run --mask @wide.png | 8 × 9 pixels, expected the images' 8 × 8
      inpaint @run --mask @black.png | nothing is white
      inpaint @run --mask @empty.png | empty.png: neither PNG nor JPEG
      inpaint @run --hide inside | --hide
      edit @run | --to-class
      edit @plain --to-class 1 | trained without classes
      edit @run --to-class bee --until 1 | --until 1.0
      edit @run --to-class bee --from-class 1,2 | expected one class
      edit @run --to-class bee --from-class ant --count 5 | there are 4 test images
      data digits --count 2000 | there are 1618 training images in digits
      data moons --size 8 | --size
      """)
  void badInputIsOneLineAndWritesNothing(String command, String named) throws IOException {
    Files.deleteIfExists(folder.resolve("bad.png"));
    Outcome outcome = run(command + " --out @bad.png");
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().startsWith("millrace: ") && outcome.err().contains(named), outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
    assertEquals("", outcome.out());
    assertFalse(Files.exists(folder.resolve("bad.png")));
  }

  /** What is known at a time is put on the straight path, which a form of σ leaves. */
  @Test
  void inpaintingRefusesAPathWithSigma() throws IOException {
    Path run = Files.createDirectories(folder.resolve("wide"));
    new ImageModel(model.net(), model.weights(), "linear", "lipman:0.3", model.classNames())
        .write(run.resolve("model.safetensors"));
    Files.copy(folder.resolve("run/run.yaml"), run.resolve("run.yaml"));
    Outcome outcome = run("inpaint @wide --hide left --out @bad.png");
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("the path linear with sigma-min lipman:0.3, expected linear and none"),
        outcome.err());
    assertEquals(1, outcome.err().lines().count(), outcome.err());
  }

  @Test
  void imagesGoIntoNoTable() {
    Outcome outcome = run("sample @run --out @a.csv");
    assertEquals(Millrace.WRONG_INPUT, outcome.status());
    assertTrue(outcome.err().contains(".npy or .png"), outcome.err());
  }

  @Test
  void memoryThatDoesNotSufficeIsSaidBefore() {
    Outcome outcome = run("--max-memory 80m sample @run --count 200000 --out @bad.npy");
    assertEquals(Millrace.WRONG_INPUT, outcome.status(), outcome.err());
    assertTrue(outcome.err().contains("sampling 200000 images takes about"), outcome.err());
  }

  @Test
  void imageVerbsShowAnExampleFirst() {
    for (String verb : new String[]{"interpolate", "reconstruct", "inpaint", "edit"}) {
      String help = run(verb + " --help").succeeded().out();
      assertTrue(help.startsWith("Example: millrace " + verb), help);
      assertTrue(help.getBytes(StandardCharsets.UTF_8).length > 500, help);
    }
  }
}
