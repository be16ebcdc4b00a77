package dev.millrace.spark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that trains on a cluster, and is killed while it does. */
final class KilledDriver {
  private KilledDriver() {
  }

  /** @param arguments the address of the cluster, and the folder of the new run */
  public static void main(String[] arguments) throws IOException {
    FlowSpark.train(TrainTests.bananas(Sessions.cluster(arguments[0]), ClusterTests.ROWS), Path.of(arguments[1]),
        ClusterTests.TWO);
  }

  /** Starts it with the options of this Java virtual machine. */
  static Process start(String url, Path folder, Path log) throws IOException {
    List<String> java = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
        .toString()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-") || option.startsWith("-XX:") || option.startsWith("-Dlog4j"))
        .forEach(java::add);
    java.addAll(List.of("-Xmx512m", "-cp", Sessions.CLASS_PATH, KilledDriver.class.getName(), url,
        folder.toString()));
    return new ProcessBuilder(java).redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }
}
