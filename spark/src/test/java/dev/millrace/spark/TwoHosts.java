package dev.millrace.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A cluster of Spark in this Java virtual machine, whose two workers start executors. On Linux the workers have two addresses
 * of this machine, because Spark starts no second attempt of a task on the host of the first. Two programs can use the
 * cluster at a time.
 */
final class TwoHosts implements AutoCloseable {
  private static final String MASTER_HOST = "127.0.0.1";
  private static final String SECOND_HOST = System.getProperty("os.name").equals("Linux") ? "127.0.0.2" : MASTER_HOST;
  private static final int CORES = 2;
  private static final int MEGABYTES = 4096;

  private final List<RpcEnv> parts = new ArrayList<>();
  private final String url;

  TwoHosts() throws IOException {
    SparkConf conf = new SparkConf();
    RpcEnv master = Master$.MODULE$.startRpcEnvAndEndpoint(MASTER_HOST, 0, 0, conf)._1();
    url = master.address().toSparkURL();
    for (String host : List.of(MASTER_HOST, SECOND_HOST)) {
      Path work = Files.createTempDirectory("millrace-worker");
      parts.add(Worker$.MODULE$.startRpcEnvAndEndpoint(host, 0, 0, CORES, MEGABYTES, new String[]{url},
          work.toString(), Option.apply(parts.size()), conf, Option.empty()));
    }
    parts.add(master);
  }

  /** The address for programs. */
  String url() {
    return url;
  }

  @Override
  public void close() {
    for (RpcEnv part : parts) {
      part.shutdown();
      part.awaitTermination();
    }
  }
}
