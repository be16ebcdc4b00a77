package dev.millrace.torch;

import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ImageEditsTests {
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 3, 2, List.of(16), 1, 1, 0);

  private static ImageFlow flow() {
    float[] weights = NET.start(new Seed(4));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * wave[i];
    }
    return new ImageFlow(Shared.EXACT, NET, weights);
  }

  @Test
  void betweenNoisesOfOneNormAllHaveIt() {
    float[] way = ImageEdits.between(new float[]{3, 4, 0}, new float[]{0, 0, 5}, 5);
    assertArrayEquals(new float[]{3, 4, 0}, Arrays.copyOf(way, 3), 1e-6f);
    for (int k = 0; k < 5; k++) {
      assertEquals(5, Math.hypot(Math.hypot(way[3 * k], way[3 * k + 1]), way[3 * k + 2]), 1e-5);
    }
    double half = Math.sqrt(0.5);
    assertArrayEquals(new float[]{(float) (3 * half), (float) (4 * half), (float) (5 * half)},
        Arrays.copyOfRange(way, 6, 9), 1e-5f);
  }

  @Test
  void whatTheMaskShowsStays() {
    float[] images = Shared.wave(2 * 16);
    boolean[] hidden = new boolean[16];
    hidden[3] = true;
    hidden[9] = true;
    try (ImageFlow flow = flow()) {
      float[] filled = ImageEdits.inpaint(flow, images, hidden, ImageEdits.labels(1, 2), 1, 4, 2, new Seed(1), _ -> {});
      for (int i = 0; i < 32; i++) {
        if (hidden[i % 16]) {
          assertNotEquals(images[i], filled[i]);
        } else {
          assertEquals(images[i], filled[i], 1e-6f);
        }
      }
    }
  }

  private static final double CORRELATION = 0.8;

  /** An Euler step of the exact flow from N(0, I) to two pixels of variance 1 and correlation 0.8. */
  private static float[] exactStep(float[] x, double from, double to) {
    float[] moved = new float[x.length];
    double sum = slope(1 + CORRELATION, from);
    double difference = slope(1 - CORRELATION, from);
    for (int i = 0; i < x.length; i += 2) {
      double u = (x[i] + x[i + 1]) / 2 * sum;
      double w = (x[i] - x[i + 1]) / 2 * difference;
      moved[i] = (float) (x[i] + (to - from) * (u + w));
      moved[i + 1] = (float) (x[i + 1] + (to - from) * (u - w));
    }
    return moved;
  }

  /** v = slope·x between N(0, 1) and N(0, variance). */
  private static double slope(double variance, double t) {
    return (t * variance - (1 - t)) / (t * t * variance + (1 - t) * (1 - t));
  }

  /** Mean and standard deviation of the second pixel where the first is 2. */
  private static double[] secondPixel(int rounds) {
    int count = 4000;
    float[] images = new float[2 * count];
    for (int i = 0; i < count; i++) {
      images[2 * i] = 2;
    }
    float[] filled = ImageEdits.fill(ImageEditsTests::exactStep, images, new boolean[]{false, true}, 50, rounds,
        new Seed(1), _ -> {});
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      assertEquals(2, filled[2 * i]);
      mean += filled[2 * i + 1] / count;
      squares += (double) filled[2 * i + 1] * filled[2 * i + 1] / count;
    }
    return new double[]{mean, Math.sqrt(squares - mean * mean)};
  }

  /** Given the first pixel the second is N(0.8·2, 1 − 0.8²): rounds bring the filled in part there. */
  @Test
  void moreRoundsComeToTheDistributionGivenWhatIsKnown() {
    double[] means = {secondPixel(1)[0], secondPixel(2)[0], secondPixel(3)[0], secondPixel(10)[0]};
    // By an independent program: 0.675, 0.997, 1.166, 1.466, each ± 0.01.
    assertArrayEquals(new double[]{0.675, 0.997, 1.166, 1.466}, means, 0.04);
    double[] many = secondPixel(30);
    assertEquals(2 * CORRELATION, many[0], 0.08);
    assertEquals(Math.sqrt(1 - CORRELATION * CORRELATION), many[1], 0.08);
  }

  @Test
  void withNothingKnownAnImageIsASampleOfItsOwnNoise() {
    boolean[] all = new boolean[16];
    Arrays.fill(all, true);
    Seed seed = new Seed(3);
    FixedStepSolver euler = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(5));
    int[] labels = ImageEdits.labels(2, 4);
    try (ImageFlow flow = flow()) {
      float[] noise = ImageFlow.noise(4, 16, seed, Seed.Purpose.SAMPLING);
      float[] filled = ImageEdits.inpaint(flow, new float[64], all, labels, 1.5, 5, 1, seed, _ -> {});
      assertArrayEquals(flow.sample(euler, noise, labels, 1.5).points(), filled, 1e-5f);
      float[] four = ImageEdits.inpaint(flow, new float[64], all, labels, 1, 3, 3, seed, _ -> {});
      float[] two = ImageEdits.inpaint(flow, new float[32], all, ImageEdits.labels(2, 2), 1, 3, 3, seed, _ -> {});
      assertArrayEquals(two, Arrays.copyOf(four, 32), 1e-5f);
    }
  }

  @Test
  void backToNoiseAndForthIsTheImage() {
    float[] images = Shared.wave(3 * 16);
    int[] labels = {0, 1, 3};
    FixedStepSolver solver = new FixedStepSolver(Tableau.RK4, TimeGrid.uniform(20));
    try (ImageFlow flow = flow()) {
      float[] noise = flow.sample(solver.reversed(), images, labels, 1).points();
      assertArrayEquals(images, flow.sample(solver, noise, labels, 1).points(), 1e-4f);
      int[] classes = {0, 1, 2};
      assertArrayEquals(images, ImageEdits.edit(flow, images, classes, classes, 0.3, 40, 1), 1e-3f);
      assertNotEquals(images[0], ImageEdits.edit(flow, images, classes, new int[]{1, 2, 0}, 0.3, 40, 1)[0], 1e-3f);
    }
  }

  @Test
  void aWayKeptEndsWhereTheSampleDoes() {
    float[] noise = Shared.wave(40 * 16);
    FixedStepSolver solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(3));
    try (ImageFlow flow = flow()) {
      var way = flow.follow(solver, noise, new int[0], 1);
      assertEquals(4, way.states().length);
      assertArrayEquals(noise, way.states()[0]);
      assertArrayEquals(way.samples().points(), way.states()[3]);
      assertArrayEquals(flow.sample(solver, noise, new int[0], 1).points(), way.states()[3]);
      assertEquals(3, way.samples().nfe());
    }
  }

  @Test
  void classesThatDoNotExistAreOneLine() {
    try (ImageFlow flow = flow()) {
      var solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1));
      InvalidInputException e = assertThrows(InvalidInputException.class,
          () -> flow.sample(solver, new float[16], new int[]{4}, 1));
      assertEquals("class 4: expected 0 to 2", e.getMessage());
    }
    LessonUNet lesson = new LessonUNet(1, 4, 4, 8);
    try (ImageFlow flow = new ImageFlow(Shared.EXACT, lesson, lesson.start(new Seed(0)))) {
      var solver = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(1));
      InvalidInputException e = assertThrows(InvalidInputException.class,
          () -> flow.sample(solver, new float[16], new int[0], 2));
      assertEquals("guidance 2.0: this model was trained without classes", e.getMessage());
    }
  }
}
