package dev.millrace.flow.coupling;

import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;

/** Images of a set with new Gaussian noise for each. Every epoch visits all images once, in its own random order. */
public final class ImageEpochs implements PairSource {
  private final ImageSet set;
  private final boolean flip;
  private final Epochs epochs;

  /**
   * The images of a set.
   *
   * @param set the images
   * @param flip whether every image is mirrored from left to right with probability ½
   */
  public ImageEpochs(ImageSet set, boolean flip) {
    this.set = set;
    this.flip = flip;
    this.epochs = new Epochs(set.count());
  }

  @Override
  public int dim() {
    return set.imageSize();
  }

  @Override
  public int classes() {
    return set.classes();
  }

  @Override
  public int epoch() {
    return set.count();
  }

  @Override
  public boolean isCostly() {
    return true;
  }

  @Override
  public void draw(int number, Pairs pool, Seed seed, Loop loop) {
    int dim = dim();
    int[] indices = epochs.indices((long) number * pool.count(), pool.count(), seed);
    loop.blocks(pool.count(), (block, from, to) -> {
      var noise = seed.generator(Seed.Purpose.SOURCE, number, block);
      var flips = seed.generator(Seed.Purpose.FLIP, number, block);
      for (int i = from * dim; i < to * dim; i++) {
        pool.x0()[i] = (float) noise.nextGaussian();
      }
      for (int row = from; row < to; row++) {
        set.toFloats(indices[row], pool.x1(), row * dim);
        if (flip && flips.nextBoolean()) {
          mirror(pool.x1(), row * dim);
        }
        if (set.classes() > 0) {
          pool.labels()[row] = set.labels()[indices[row]];
        }
      }
    });
  }

  private void mirror(float[] x, int at) {
    for (int line = at; line < at + dim(); line += set.width()) {
      for (int i = line, j = line + set.width() - 1; i < j; i++, j--) {
        float swapped = x[i];
        x[i] = x[j];
        x[j] = swapped;
      }
    }
  }
}
