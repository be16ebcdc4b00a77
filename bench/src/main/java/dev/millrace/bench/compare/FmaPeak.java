package dev.millrace.bench.compare;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The greatest rate of fused multiply-adds of one core: twelve independent chains that stay in registers, which is more
 * than any processor's latency times its number of units. A matrix product that never waits for memory would reach it.
 */
final class FmaPeak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 12;
  private static final int TURNS = 100_000;

  private FmaPeak() {
  }

  /** Floating-point operations of one {@link #run}; a fused multiply-add is two. */
  static double operations() {
    return 2.0 * CHAINS * TURNS * SPECIES.length();
  }

  /** Does the work, and returns a number that depends on all of it. */
  static double run() {
    FloatVector factor = FloatVector.broadcast(SPECIES, 0.999f);
    FloatVector term = FloatVector.broadcast(SPECIES, 0.001f);
    FloatVector a = FloatVector.broadcast(SPECIES, 1);
    FloatVector b = a;
    FloatVector c = a;
    FloatVector d = a;
    FloatVector e = a;
    FloatVector f = a;
    FloatVector g = a;
    FloatVector h = a;
    FloatVector i = a;
    FloatVector j = a;
    FloatVector k = a;
    FloatVector l = a;
    for (int turn = 0; turn < TURNS; turn++) {
      a = a.fma(factor, term);
      b = b.fma(factor, term);
      c = c.fma(factor, term);
      d = d.fma(factor, term);
      e = e.fma(factor, term);
      f = f.fma(factor, term);
      g = g.fma(factor, term);
      h = h.fma(factor, term);
      i = i.fma(factor, term);
      j = j.fma(factor, term);
      k = k.fma(factor, term);
      l = l.fma(factor, term);
    }
    FloatVector sum = a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).add(k).add(l);
    return sum.lane(0);
  }
}
