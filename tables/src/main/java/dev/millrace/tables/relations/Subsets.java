package dev.millrace.tables.relations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * The sets of features whose least-squares fit to a target leaves the least: all sets of one and two, and larger ones by
 * adding a feature to the best.
 */
final class Subsets {
  private static final int BEAM = 16;
  private static final double COLLINEAR = 1e-10;

  private final double[][] products;
  private final int target;
  private final List<Integer> features;

  /** FormulaTerms, and the sum of the squares that they leave. */
  record Subset(Set<Integer> features, double left) {}

  Subsets(double[][] products, int target, List<Integer> features) {
    this.products = products;
    this.target = target;
    this.features = features;
  }

  /** The best of each size. */
  List<Subset> best(int most) {
    List<Subset> best = new ArrayList<>();
    List<Subset> beam = singles();
    for (int size = 1; size <= most && !beam.isEmpty(); size++) {
      best.add(beam.getFirst());
      beam = size == 1 ? pairs() : grown(beam);
    }
    return best;
  }

  private List<Subset> singles() {
    List<Subset> all = new ArrayList<>();
    for (int j : features) {
      double with = products[target][j];
      all.add(new Subset(Set.of(j), products[target][target] - with * with / products[j][j]));
    }
    return shortened(all);
  }

  private List<Subset> pairs() {
    List<Subset> all = new ArrayList<>();
    double worst = Double.POSITIVE_INFINITY;
    double tt = products[target][target];
    for (int a = 0; a < features.size(); a++) {
      int i = features.get(a);
      double ii = products[i][i];
      double ti = products[target][i];
      for (int b = a + 1; b < features.size(); b++) {
        int j = features.get(b);
        double jj = products[j][j];
        double ij = products[i][j];
        double determinant = ii * jj - ij * ij;
        if (determinant < COLLINEAR * ii * jj) {
          continue;
        }
        double tj = products[target][j];
        double left = tt - (ti * ti * jj - 2 * ti * tj * ij + tj * tj * ii) / determinant;
        if (left < worst) {
          all.add(new Subset(Set.of(i, j), left));
          if (all.size() > 4 * BEAM) {
            all = shortened(all);
            worst = all.getLast().left;
          }
        }
      }
    }
    return shortened(all);
  }

  private List<Subset> grown(List<Subset> beam) {
    Set<Set<Integer>> seen = new HashSet<>();
    List<Subset> all = new ArrayList<>();
    for (Subset subset : beam) {
      for (int j : features) {
        Set<Integer> more = new TreeSet<>(subset.features);
        if (more.add(j) && seen.add(more)) {
          int[] chosen = more.stream().mapToInt(Integer::intValue).toArray();
          double @Nullable [] factors = LeastSquares.solve(products, target, chosen);
          if (factors != null) {
            double left = products[target][target];
            for (int k = 0; k < chosen.length; k++) {
              left -= factors[k] * products[target][chosen[k]];
            }
            all.add(new Subset(more, left));
          }
        }
      }
    }
    return shortened(all);
  }

  private static List<Subset> shortened(List<Subset> all) {
    all.sort(Comparator.comparingDouble(Subset::left));
    return new ArrayList<>(all.subList(0, Math.min(BEAM, all.size())));
  }
}
