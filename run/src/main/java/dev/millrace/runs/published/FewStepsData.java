package dev.millrace.runs.published;

/** The data sets of the table of few steps. */
public enum FewStepsData {
  /** Two half circles. */
  MOONS("moons", Kind.PLANE),
  /** Eight Gaussians on a circle. */
  EIGHT_GAUSSIANS("8gaussians", Kind.PLANE),
  /** The dark squares of a chess board. */
  CHECKERBOARD("checkerboard", Kind.PLANE),
  /** Rows of 16 columns that {@link FewStepsRows} makes. */
  TABLE("table16", Kind.TABLE),
  /** The small digits of scikit-learn. */
  DIGITS("digits", Kind.IMAGES),
  /** The digits of MNIST. */
  MNIST("mnist", Kind.IMAGES),
  /** Fashion-MNIST, whose files are in a folder of the user's. */
  FASHION("fashion-mnist", Kind.IMAGES);

  /** What the examples are. */
  enum Kind {
    PLANE,
    TABLE,
    IMAGES
  }

  private final String label;
  private final Kind kind;

  FewStepsData(String label, Kind kind) {
    this.label = label;
    this.kind = kind;
  }

  boolean isTable() {
    return kind == Kind.TABLE;
  }

  /** {@return whether the examples are images, whose trainings take hours} */
  public boolean isImages() {
    return kind == Kind.IMAGES;
  }

  /** {@return the name of the measure of quality} */
  String measure() {
    return switch (kind) {
      case PLANE -> "W2";
      case TABLE -> "W2 in standard deviations of each column";
      case IMAGES -> "FD(" + label + ")";
    };
  }

  @Override
  public String toString() {
    return label;
  }
}
