package dev.millrace.cli;

import dev.millrace.flow.parallel.VectorApi;

/**
 * Loads the module of the Vector API when the command begins. With {@code --add-modules} Java would print a warning at
 * the start of every command, which no option turns off, and could not use the module graph of its class archive.
 */
final class VectorModule {
  private VectorModule() {
  }

  /**
   * Loads the module in the way in which the JDK loads its modules for agents into a running virtual machine. If Java
   * was started without {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED}, this does nothing, and the
   * plain kernels are used.
   */
  static void load() {
    if (VectorApi.isPresent()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class).invoke(null,
          "jdk.incubator.vector");
    } catch (ReflectiveOperationException e) {
      // `millrace doctor` says which kernels are in use.
    }
  }
}
