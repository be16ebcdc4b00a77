package dev.millrace.flow.transport;

/**
 * Assignment of sets in which many rows are equal: a transport of masses between their places, taken apart into pairs of rows
 * afterwards.
 *
 * <p>Which of the equal rows are paired changes no cost. They are taken in ascending order on both sides, so rows that lie in
 * random order are paired without a preference.
 */
final class PlaceSolver {
  /** Up to so many places a search that looks at all of them is fast, however many the places of the other side are. */
  private static final int FEW = 1600;
  /** With equal rows on both sides there are fewer masses to send, and more places are still fast. */
  private static final int FEW_OF_BOTH = 3500;
  /** Costs between places that are kept at most, 128 MiB. */
  private static final long MOST_COSTS = 1L << 24;

  private final Places sources;
  private final Places targets;
  private final Points points;
  private final boolean turned;

  private PlaceSolver(PointProblem problem, Places sources, Places targets) {
    this.sources = sources;
    this.targets = targets;
    turned = sources.count() < targets.count();
    Points places = problem.points(sources.first(), targets.first());
    points = turned ? new Points(places.y(), places.x(), places.dim(), places.squared()) : places;
  }

  /** Whether the rows of a problem lie at so few places that their masses are the easier problem. */
  static boolean suits(Places sources, Places targets) {
    int rows = sources.of().length;
    long few = Math.min(sources.count(), targets.count());
    long many = Math.max(sources.count(), targets.count());
    return few * many <= MOST_COSTS
        && (few <= Math.min(FEW, rows / 3) || many <= Math.min(FEW_OF_BOTH, rows / 2));
  }

  /** Pairs the rows; the potentials are those of the shifted points' costs. */
  static Matching match(PointProblem problem, Places sources, Places targets, Scans scans) {
    return new PlaceSolver(problem, sources, targets).match(scans);
  }

  private Matching match(Scans scans) {
    Places rows = turned ? targets : sources;
    Places columns = turned ? sources : targets;
    MassSolver.Plan plan = MassSolver.solve(CostMatrix.ofDifferences(points), rows.mass(), columns.mass(), scans);
    int[] columnOf = pairs(plan.flows(), rows, columns);
    double[] u = spread(plan.u(), rows);
    double[] v = spread(plan.v(), columns);
    Matching matching = new Matching(columnOf, u, v);
    return turned ? matching.turned() : matching;
  }

  private static int[] pairs(Flows flows, Places rows, Places columns) {
    int[] rowMembers = rows.members();
    int[] columnMembers = columns.members();
    int[] next = rows.firstMembers();
    int[] columnOf = new int[rowMembers.length];
    int to = 0;
    for (int j = 0; j < columns.count(); j++) {
      int[] order = flows.inOrder(j);
      for (int at : order) {
        int row = flows.sender(j, at);
        for (int t = 0; t < flows.amount(j, at); t++) {
          columnOf[rowMembers[next[row]++]] = columnMembers[to++];
        }
      }
    }
    return columnOf;
  }

  private static double[] spread(double[] ofPlaces, Places places) {
    double[] ofRows = new double[places.of().length];
    for (int i = 0; i < ofRows.length; i++) {
      ofRows[i] = ofPlaces[places.of()[i]];
    }
    return ofRows;
  }
}
