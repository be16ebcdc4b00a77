package dev.millrace.cli;

import dev.millrace.flow.parallel.VectorApi;

/**
 * Loads the module of the Vector API when the command begins. With {@code --add-modules} Java would print a warning at the head of
 * every command, which no option turns off, and could not use the module graph of its class archive.
 */
final class VectorModule {
  private VectorModule() {
  }

  /**
   * Loads the module as the JDK loads its own modules of agents into a running virtual machine. Where Java was started without
   * {@code --add-exports java.base/jdk.internal.module=ALL-UNNAMED} it does nothing, and the plain kernels do the work.
   */
  static void load() {
    if (VectorApi.isPresent()) {
      return;
    }
    try {
      Class.forName("jdk.internal.module.Modules").getMethod("loadModule", String.class).invoke(null,
          "jdk.incubator.vector");
    } catch (ReflectiveOperationException e) {
      // `millrace doctor` says which kernels work.
    }
  }
}
