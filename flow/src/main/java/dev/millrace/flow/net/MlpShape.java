package dev.millrace.flow.net;

/**
 * The shape of a velocity MLP.
 *
 * @param dim width of the data, at least 1
 * @param hidden width of each hidden layer, and of the layer of the time embedding if there is one; at least 1
 * @param layers number of hidden layers, at least 1
 * @param timeScale factor by which t is multiplied before the network sees it; positive
 * @param activation activation of the hidden layers; the time embedding always uses SiLU
 * @param timeInput the form in which the network sees the time
 * @param classes number of classes that the velocity may depend on; 0 if it depends on none
 * @param extra number of further inputs of each row that are appended to x, such as a mask; they follow x in every row
 *     that the network is given
 * @param spans number of further inputs of each row that are embedded as the time is: the length h of a step, whose
 *     average velocity the network then gives, and the weight of guidance. Where they are 0 they add nothing, so that the
 *     network is the one without them. At most 2
 */
public record MlpShape(int dim, int hidden, int layers, double timeScale, Activation activation, TimeInput timeInput,
    int classes, int extra, int spans) {
  /** The number of features of the time embedding: 32 sines, then 32 cosines. */
  public static final int TIME_FEATURES = 2 * Kernels.FREQUENCIES;

  /** The width of the hidden layer of a span's embedding. */
  static final int SPAN_WIDTH = 64;

  private static final int MOST_SPANS = 2;
  private static final long MOST_PARAMETERS = 1L << 30;
  private static final double GREATEST_TIME_SCALE = 1e5;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the component out of range
   */
  public MlpShape {
    requireAtLeastOne("dim", dim);
    requireAtLeastOne("hidden", hidden);
    requireAtLeastOne("layers", layers);
    if (!(timeScale > 0 && timeScale <= GREATEST_TIME_SCALE)) {
      throw new IllegalArgumentException(
          "time scale = " + timeScale + ", expected above 0 and at most " + GREATEST_TIME_SCALE);
    }
    if (classes < 0 || extra < 0) {
      throw new IllegalArgumentException("classes = " + classes + ", extra = " + extra + ", expected 0 or more");
    }
    if (spans < 0 || spans > MOST_SPANS) {
      throw new IllegalArgumentException("spans = " + spans + ", expected 0 to " + MOST_SPANS);
    }
    double parameters = (double) hidden
        * (TIME_FEATURES + 2.0 * dim + extra + (double) layers * (hidden + 1.0) + classes
            + (double) spans * SPAN_WIDTH);
    if (parameters > MOST_PARAMETERS) {
      throw new IllegalArgumentException("dim = " + dim + ", hidden = " + hidden + ", layers = " + layers
          + (classes > 0 ? ", classes = " + classes : "") + " make more than 2^30 parameters");
    }
  }

  /**
   * A shape without spans.
   *
   * @param dim the number of columns
   * @param hidden the width of a hidden layer
   * @param layers the number of hidden layers
   * @param timeScale what t is multiplied with before its features
   * @param activation the function between layers
   * @param timeInput how the network is told the time
   * @param classes the number of classes; 0 for none
   * @param extra the number of further inputs that are appended to x
   */
  public MlpShape(int dim, int hidden, int layers, double timeScale, Activation activation, TimeInput timeInput,
      int classes, int extra) {
    this(dim, hidden, layers, timeScale, activation, timeInput, classes, extra, 0);
  }

  /**
   * A shape without classes.
   *
   * @param dim the number of columns
   * @param hidden the width of a hidden layer
   * @param layers the number of hidden layers
   * @param timeScale what t is multiplied with before its features
   * @param activation the function between layers
   * @param timeInput how the network is told the time
   */
  public MlpShape(int dim, int hidden, int layers, double timeScale, Activation activation, TimeInput timeInput) {
    this(dim, hidden, layers, timeScale, activation, timeInput, 0, 0);
  }

  /**
   * A shape with SiLU and a time embedding, without classes.
   *
   * @param dim the number of columns
   * @param hidden the width of a hidden layer
   * @param layers the number of hidden layers
   * @param timeScale what t is multiplied with before its features
   */
  public MlpShape(int dim, int hidden, int layers, double timeScale) {
    this(dim, hidden, layers, timeScale, Activation.SILU, TimeInput.EMBEDDING);
  }

  private static void requireAtLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " = " + value + ", expected at least 1");
    }
  }

  /**
   * {@return the same shape for another number of classes; 0 for none}
   *
   * @param number the number of classes; 0 for none
   */
  public MlpShape withClasses(int number) {
    return new MlpShape(dim, hidden, layers, timeScale, activation, timeInput, number, extra, spans);
  }

  /**
   * {@return the same shape for another number of further inputs that are appended to x}
   *
   * @param number the number of further inputs
   */
  public MlpShape withExtra(int number) {
    return new MlpShape(dim, hidden, layers, timeScale, activation, timeInput, classes, number, spans);
  }

  /**
   * {@return the same shape with another number of spans}
   *
   * @param number 0 for a plain velocity, 1 for average velocities over a step, 2 if they are guided too
   */
  public MlpShape withSpans(int number) {
    return new MlpShape(dim, hidden, layers, timeScale, activation, timeInput, classes, extra, number);
  }

  /** {@return the number of inputs of a row without the time: x and the further inputs} */
  public int inputs() {
    return dim + extra;
  }

  /** {@return length of the flat array of weights, with its padding} */
  public int flatLength() {
    return new MlpLayout(this).length();
  }

  /** {@return the number of trainable parameters} */
  public int parameters() {
    return new MlpLayout(this).parameters();
  }
}
