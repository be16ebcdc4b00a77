package dev.millrace.flow.parallel;

/** Java's Vector API, an incubating module that Java loads only on request. */
public final class VectorApi {
  private VectorApi() {
  }

  /** Whether this Java virtual machine has loaded the module, either at its start ({@code --add-modules}) or later. */
  public static boolean isPresent() {
    try {
      Class.forName("jdk.incubator.vector.FloatVector", false, VectorApi.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
