package dev.millrace.onnx;

import java.util.List;
import java.util.Optional;

/** A network as nodes of a graph: the velocity v(x, t | class), or the average velocity u(x, s, h | class). */
interface FieldGraph {
  /** The number of classes; 0 if there are none. */
  int classes();

  /** The number of inputs besides the time: the length of a step, and the weight of guidance. */
  int spans();

  /** The shape of one x. */
  List<Integer> shape();

  /**
   * Whether {@link #velocity} gives the expected end E[x1 | x] in place of the velocity, which is (E[x1 | x] − x)/(1 − t).
   */
  default boolean predictsEnd() {
    return false;
  }

  /**
   * Adds the nodes of an evaluation.
   *
   * @param graph receives them
   * @param x the name of the state, [n, …]
   * @param t the name of the time, a number
   * @param spans the names of the numbers besides the time; empty for the velocity
   * @param labels the name of the classes of the rows, [n]; empty for any class
   * @return the name of the velocity, [n, …]
   */
  String velocity(Graph graph, String x, String t, List<String> spans, Optional<String> labels);
}
