package dev.millrace.spark;

import java.io.IOException;
import java.util.Map;

import org.apache.spark.sql.SparkSession;

/** Sessions of Spark on this machine; a Java virtual machine has one at a time. */
final class Sessions {
  static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
      System.getProperty("java.class.path"));
  private static SparkSession open;
  private static TwoHosts hosts;
  private static String master = "";

  private Sessions() {
  }

  /** Two tasks at a time in this Java virtual machine. */
  static SparkSession local() {
    return of("local[2]", Map.of("spark.scheduler.maxRegisteredResourcesWaitingTime", "3s"));
  }

  /** Two executors of one core, each a Java virtual machine of its own; a killed one is replaced. */
  static synchronized SparkSession cluster() throws IOException {
    if (hosts == null) {
      stop();
      hosts = new TwoHosts();
    }
    return cluster(hosts.url());
  }

  /** {@return the address of the cluster} */
  static String url() {
    return master;
  }

  /** Two executors of a cluster. A task that is much slower than the others is started once more. */
  static SparkSession cluster(String url) {
    return of(url, Map.ofEntries(Map.entry("spark.cores.max", "2"), Map.entry("spark.executor.cores", "1"),
        Map.entry("spark.executor.memory", "700m"), Map.entry("spark.executorEnv.JAVA_HOME",
            System.getProperty("java.home")),
        Map.entry("spark.executor.extraClassPath", CLASS_PATH), Map.entry("spark.executor.extraJavaOptions",
            "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configurationFile="
                + System.getProperty("log4j.configurationFile")),
        Map.entry("spark.speculation", "true"), Map.entry("spark.speculation.interval", "200ms"),
        Map.entry("spark.speculation.quantile", "0.5"), Map.entry("spark.speculation.minTaskRuntime", "1s")));
  }

  /** Stops what is open, so that its executors end in order. */
  static synchronized void stop() {
    if (open != null) {
      open.stop();
      open = null;
      master = "";
    }
    if (hosts != null) {
      hosts.close();
      hosts = null;
    }
  }

  private static synchronized SparkSession of(String wanted, Map<String, String> conf) {
    if (!master.equals(wanted)) {
      if (wanted.startsWith("local")) {
        stop();
      }
      SparkSession.Builder builder = SparkSession.builder().master(wanted).appName("test")
          .config("spark.ui.enabled", false).config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1").config("spark.sql.shuffle.partitions", 2)
          .config("spark.sql.codegen.wholeStage", false)
          .config("spark.sql.warehouse.dir", System.getProperty("java.io.tmpdir"));
      conf.forEach(builder::config);
      open = builder.getOrCreate();
      master = wanted;
    }
    return open;
  }
}
