package dev.millrace.spark.open;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Sha256;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/**
 * The files of a run that drawing its rows needs, as they were when they were read. They travel to each executor once, so
 * that all tasks use the same model, even if the folder changes meanwhile.
 */
public final class RunFiles implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;
  private static final List<String> NAMES = List.of("run.yaml", "model.safetensors");

  private final String path;
  private final String checksum;
  /** An array of bytes, because every serializer of Spark can write it. */
  private final Broadcast<byte[]> bytes;

  private RunFiles(String path, String checksum, Broadcast<byte[]> bytes) {
    this.path = path;
    this.checksum = checksum;
    this.bytes = bytes;
  }

  /**
   * Reads the files of a run and offers them to the executors.
   *
   * @param spark the session
   * @param path the folder of the run, on any file system that Spark knows
   * @return the files
   * @throws InvalidInputException if the folder is not that of a trained run
   * @throws IOException if reading fails
   */
  public static RunFiles read(SparkSession spark, String path) throws IOException {
    byte[] all = content(path, spark.sparkContext().hadoopConfiguration());
    String checksum = HexFormat.of().formatHex(Sha256.digest().digest(all));
    return new RunFiles(path, checksum, JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(all));
  }

  private static byte[] content(String path, Configuration hadoop) throws IOException {
    var folder = new org.apache.hadoop.fs.Path(path);
    FileSystem files = folder.getFileSystem(hadoop);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(all);
    for (String name : NAMES) {
      var file = new org.apache.hadoop.fs.Path(folder, name);
      if (!files.exists(file)) {
        throw new InvalidInputException(
            "%s: there is no %s in it; expected the folder of a trained run".formatted(path, name));
      }
      try (FSDataInputStream in = files.open(file)) {
        byte[] content = in.readAllBytes();
        out.writeInt(content.length);
        out.write(content);
      }
    }
    return all.toByteArray();
  }

  /** {@return the folder that the run was read from, for messages} */
  public String path() {
    return path;
  }

  /** {@return SHA-256 of the files} */
  String checksum() {
    return checksum;
  }

  /**
   * What is done with a run in a folder.
   *
   * @param <R> what it returns
   */
  @FunctionalInterface
  public interface Reader<R> {
    /**
     * Reads what it needs.
     *
     * @param folder the folder of the run, which is deleted afterwards
     * @return what it has made of it
     * @throws IOException if reading fails
     */
    R read(Path folder) throws IOException;
  }

  /**
   * {@return what somebody makes of the run, which is in a folder of this machine meanwhile}
   *
   * @param <R> what that is
   * @param reader who
   * @throws InvalidInputException if the reader does, with the name that the user gave the run
   * @throws IOException if reading or writing fails
   */
  public <R> R inFolder(Reader<R> reader) throws IOException {
    Path folder = Files.createTempDirectory("millrace-spark");
    try {
      writeTo(folder);
      return reader.read(folder);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()).replace(folder.toString(), path), e);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var inside = Files.list(folder)) {
      for (Path file : inside.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void writeTo(Path folder) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.value()))) {
      for (String name : NAMES) {
        Files.write(folder.resolve(name), in.readNBytes(in.readInt()));
      }
    }
  }
}
