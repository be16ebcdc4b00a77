package dev.millrace.flow.measure;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

import dev.millrace.flow.parallel.Workers;

/**
 * Counts which points are in which balls. The manifold of Kynkäänniemi et al. (2019) is the union of balls around the
 * points of a set; the radius of each is the distance from its centre to the k-th neighbour.
 *
 * @param of the number of balls that contain each point, [points]
 * @param hit the balls that contain a point
 */
@SuppressWarnings("ArrayRecordComponent")
record Balls(int[] of, BitSet hit) {
  private static final int TASK_ROWS = 64;

  /**
   * Compares all pairs exactly; a ball includes the points on its boundary.
   *
   * @param points [n, dim]
   * @param centres [m, dim]
   * @param radii [m]
   */
  static Balls holding(float[] points, float[] centres, double[] radii, int dim, int threads) {
    double[] ofPoints = Panel.squares(points, dim);
    double[] ofCentres = Panel.squares(centres, dim);
    double greatest = Arrays.stream(ofCentres).max().orElseThrow();
    double widest = Arrays.stream(radii).max().orElseThrow();
    Panel[] panels = Panel.of(centres, ofCentres, dim);
    float[] reach = new float[panels.length * Panel.WIDTH];
    IntStream.range(0, radii.length).forEach(j -> reach[j] = (float) (radii[j] * radii[j] / 2));
    int[] of = new int[ofPoints.length];
    BitSet[] hits = new BitSet[Math.ceilDiv(ofPoints.length, TASK_ROWS)];
    try (Workers workers = new Workers(threads)) {
      workers.forEach(hits.length, task -> {
        BitSet hit = new BitSet(radii.length);
        float[][] scores = new float[Panel.ROWS][Panel.WIDTH];
        int to = Math.min(ofPoints.length, (task + 1) * TASK_ROWS);
        for (Panel panel : panels) {
          for (int first = task * TASK_ROWS; first < to; first += Panel.ROWS) {
            panel.score(points, first, scores);
            for (int i = first; i < Math.min(to, first + Panel.ROWS); i++) {
              // |p − c|² ≤ r² where s + r²/2 ≥ |p|²/2. The sum and the half squared radius are rounded too.
              double error = Panel.error(dim, ofPoints[i], greatest)
                  + 0x1p-22 * (widest * widest + Math.sqrt(ofPoints[i] * greatest) + greatest);
              float[] row = scores[i - first];
              float least = Math.nextDown((float) (ofPoints[i] / 2 - error));
              for (int j = 0; j < panel.count; j++) {
                if (row[j] + reach[panel.from + j] >= least) {
                  int centre = panel.from + j;
                  boolean sure = row[j] + reach[centre] > ofPoints[i] / 2 + error;
                  if (sure || Math.sqrt(Panel.squaredDistance(points, i, centres, centre, dim)) <= radii[centre]) {
                    of[i]++;
                    hit.set(centre);
                  }
                }
              }
            }
          }
        }
        hits[task] = hit;
      });
    }
    BitSet hit = new BitSet(radii.length);
    Arrays.stream(hits).forEach(hit::or);
    return new Balls(of, hit);
  }

  /** The share of points that are in at least one ball. */
  double share() {
    return Arrays.stream(of).filter(count -> count > 0).count() / (double) of.length;
  }
}
