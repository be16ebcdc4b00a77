package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A Python environment with the peers, which is created once from named packages. */
final class PeerPython {
  /**
   * The packages, each with alternatives to try in turn. The first needs an index that has it; the last installs far
   * more than a CPU needs.
   */
  private static final List<List<List<String>>> PACKAGES = List.of(
      List.of(List.of("torch==2.13.0+cpu"), List.of("torch", "--index-url", "https://download.pytorch.org/whl/cpu"),
          List.of("torch")),
      List.of(List.of("numpy", "safetensors")), List.of(List.of("scikit-learn", "scipy")), List.of(List.of("POT")),
      List.of(List.of("jax", "jaxlib", "optax")), List.of(List.of("fastapi", "uvicorn", "httptools", "uvloop")));

  private PeerPython() {
  }

  /**
   * The interpreter of the environment, which is created if it does not exist.
   *
   * @param folder of the environment
   * @param tell receives one line for each package that cannot be installed
   * @throws IOException with a message of one line, if the environment cannot be created
   */
  static Path inEnvironment(Path folder, Consumer<String> tell) throws IOException {
    Path python = folder.resolve("bin").resolve("python");
    Path complete = folder.resolve("complete");
    if (Files.exists(complete)) {
      return python;
    }
    tell.accept("making a Python environment with PyTorch, JAX, SciPy and POT in " + folder + ", some minutes …");
    run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
    for (List<List<String>> attempts : PACKAGES) {
      String refusal = "";
      for (List<String> attempt : attempts) {
        refusal = install(python, attempt);
        if (refusal.isEmpty()) {
          break;
        }
      }
      if (!refusal.isEmpty()) {
        tell.accept("without " + attempts.getLast().getFirst() + ": " + refusal);
      }
    }
    Files.writeString(complete, "");
    return python;
  }

  /** Installs packages; returns the reason if that fails, or nothing. */
  private static String install(Path python, List<String> packages) {
    List<String> command = new ArrayList<>(List.of(python.toString(), "-m", "pip", "install", "--quiet", "--retries",
        "0", "--timeout", "15", "--disable-pip-version-check"));
    command.addAll(packages);
    try {
      run(command);
      return "";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = process.inputReader().readAllLines();
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said.stream().filter(line -> !line.isBlank()).reduce((_, last) -> last)
            .orElse("'" + String.join(" ", command) + "' failed"));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }
}
