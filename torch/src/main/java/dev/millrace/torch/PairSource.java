package dev.millrace.torch;

import java.util.SplittableRandom;

/**
 * Pairs as training images, each with its own noise. They are never mirrored, because a mirrored image would no longer
 * match its noise.
 *
 * @param shards [shards][size·dim]
 */
record PairSource(ImagePairs pairs, float[][] shards) implements ImageSource {
  @Override
  public int count() {
    return pairs.count();
  }

  @Override
  public int dim() {
    return pairs.net().dim();
  }

  @Override
  public int classes() {
    return pairs.net().classes();
  }

  @Override
  public boolean hasFixedPairs() {
    return true;
  }

  @Override
  public void read(int index, float[] x1, int at, boolean flip) {
    if (flip) {
      throw new IllegalArgumentException("pairs of noise and image cannot be mirrored");
    }
    System.arraycopy(shards[index / ImagePairs.SHARD], index % ImagePairs.SHARD * dim(), x1, at, dim());
  }

  @Override
  public int label(int index) {
    return pairs.label(index);
  }

  @Override
  public void source(int index, SplittableRandom random, float[] x0, int at) {
    pairs.noise(index, x0, at);
  }
}
