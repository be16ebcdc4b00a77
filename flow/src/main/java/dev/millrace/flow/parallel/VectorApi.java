package dev.millrace.flow.parallel;

/** Java's Vector API, an incubating module that Java loads only on request. */
public final class VectorApi {
  private VectorApi() {
  }

  /** The class is initialised by the first choice of a kernel that falls on the plain one. */
  private static final class Warning {
    static {
      System.getLogger("dev.millrace.flow").log(System.Logger.Level.WARNING,
          "Java's Vector API is not loaded, so Millrace computes with plain Java, which is several times slower and gives "
              + "the same results; start Java with --add-modules jdk.incubator.vector");
    }

    private Warning() {
    }

    static void once() {
    }
  }

  /**
   * Whether this Java virtual machine has loaded the module, either at its start ({@code --add-modules}) or later.
   *
   * @return true if it has
   */
  public static boolean isPresent() {
    try {
      Class.forName("jdk.incubator.vector.FloatVector", false, VectorApi.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Whether to use kernels that are written with the Vector API. The first time that the answer is no, the logger
   * {@code dev.millrace.flow} gets a warning that says how to load the module.
   *
   * @return true if the module is loaded
   */
  public static boolean use() {
    boolean present = isPresent();
    if (!present) {
      Warning.once();
    }
    return present;
  }
}
