package dev.millrace.images.train;

import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.plot.ImagePictures;
import dev.millrace.plot.Images;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;

/** Pictures of samples during a training, always from the same noise, so that they show the progress. */
public final class LearningGrid {
  private static final int STEPS = 10;
  private static final int COLUMNS = 10;
  private static final int MOST_ROWS = 10;

  private LearningGrid() {
  }

  /** A row for each class, or some rows if there are no classes. */
  static BufferedImage draw(Torch torch, ImageModel model, int step) {
    ImageNet net = model.net();
    int rows = net.classes() == 0 ? COLUMNS : Math.min(net.classes(), MOST_ROWS);
    int count = rows * COLUMNS;
    float[] noise = ImageFlow.noise(count, net.dim(), new Seed(0), Seed.Purpose.PICTURE);
    int[] labels = new int[net.classes() == 0 ? 0 : count];
    Arrays.setAll(labels, i -> i / COLUMNS);
    float[] samples;
    try (ImageFlow flow = new ImageFlow(torch, model)) {
      TimeGrid grid = TimeGrid.uniform(net.spans() > 0 ? 1 : STEPS);
      samples = (net.spans() > 0 ? flow.along(grid) : flow).sample(new FixedStepSolver(Tableau.EULER, grid), noise,
          labels, 1).points();
    }
    List<String> names = labels.length == 0
        ? Collections.nCopies(rows, "")
        : model.classNames().subList(0, rows);
    return ImagePictures.grid(String.format(Locale.ROOT, "after %,d steps", step),
        new Images(samples, net.channels(), net.height(), net.width()), names, Collections.nCopies(COLUMNS, ""));
  }
}
