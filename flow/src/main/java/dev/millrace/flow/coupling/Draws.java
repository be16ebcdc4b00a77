package dev.millrace.flow.coupling;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;

/**
 * Independent draws of two distributions.
 *
 * @param source distribution of x0, at t = 0
 * @param data distribution of x1, at t = 1, with the dimension of the source
 */
public record Draws(Distribution source, Distribution data) implements PairSource {
  /**
   * Checks the dimensions.
   *
   * @throws IllegalArgumentException if the source and the data have different dimensions
   */
  public Draws {
    if (source.dim() != data.dim()) {
      throw new IllegalArgumentException("source has dim " + source.dim() + ", data has dim " + data.dim());
    }
  }

  @Override
  public int dim() {
    return data.dim();
  }

  @Override
  public int classes() {
    return data.classes() == 1 ? 0 : data.classes();
  }

  @Override
  public void draw(int number, Pairs pool, Seed seed, Loop loop) {
    loop.blocks(pool.count(), (block, from, to) -> {
      int at = from * pool.dim();
      source.sample(seed.generator(Seed.Purpose.SOURCE, number, block), pool.x0(), at, to - from);
      var random = seed.generator(Seed.Purpose.DATA, number, block);
      if (pool.labels().length > 0) {
        data.sample(random, pool.x1(), at, to - from, pool.labels(), from);
      } else {
        data.sample(random, pool.x1(), at, to - from);
      }
    });
  }
}
