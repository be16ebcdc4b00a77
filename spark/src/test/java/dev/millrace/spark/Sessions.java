package dev.millrace.spark;

import java.util.Map;

import org.apache.spark.sql.SparkSession;

/** Sessions of Spark on this machine; a Java virtual machine has one at a time. */
final class Sessions {
  private static final String CLASS_PATH = System.getProperty("surefire.test.class.path",
      System.getProperty("java.class.path"));
  private static SparkSession open;
  private static String master = "";

  private Sessions() {
  }

  /** Two tasks at a time in this Java virtual machine. */
  static SparkSession local() {
    return of("local[2]", Map.of("spark.scheduler.maxRegisteredResourcesWaitingTime", "3s"));
  }

  /** Two executors of one core, each a Java virtual machine of its own; a killed one is replaced. */
  static SparkSession cluster() {
    return of("local-cluster[2,1,1024]", Map.of("spark.executor.memory", "700m",
        "spark.executorEnv.JAVA_HOME", System.getProperty("java.home"),
        "spark.executor.extraClassPath", CLASS_PATH,
        "spark.executor.extraJavaOptions",
        "--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j.configurationFile="
            + System.getProperty("log4j.configurationFile")));
  }

  /** Stops what is open, so that its executors end in order. */
  static synchronized void stop() {
    if (open != null) {
      open.stop();
      open = null;
      master = "";
    }
  }

  private static synchronized SparkSession of(String wanted, Map<String, String> conf) {
    if (!master.equals(wanted)) {
      stop();
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
