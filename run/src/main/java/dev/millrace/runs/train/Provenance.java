package dev.millrace.runs.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;

/** The provenance of a run. */
public final class Provenance {
  /** The key for the run whose weights the training started from. */
  public static final String STARTS_FROM = "starts-from";
  /** The key for the step from which the training went on with other options than before. */
  public static final String CHANGED_AT = "options-changed-at";
  /** The key for the file that imported weights came from. */
  public static final String IMPORTED_FROM = "imported-from";
  /** The key for the number of ranks of a cluster, each of which learnt some of the rows. */
  public static final String RANKS = "ranks";

  /** How a hash of rows begins that does not depend on their order. */
  private static final String ROWS = "rows:";

  private Provenance() {
  }

  /**
   * {@return what identifies rows of a cluster, whatever their order}
   *
   * @param count their number
   * @param checksum a sum over all of them
   */
  public static String rowsHash(long count, long checksum) {
    return ROWS + "%d:%016x".formatted(count, checksum);
  }

  /**
   * {@return whether a hash is one of rows of a cluster, with which no file can be compared}
   *
   * @param hash the hash
   */
  public static boolean isOfRows(String hash) {
    return hash.startsWith(ROWS);
  }

  /** {@return the version of this build, which a provenance begins with} */
  public static String version() {
    return Build.version();
  }

  /**
   * {@return where a run comes from, by name}
   *
   * @param engine the engine that trains
   * @param dataHashes the hashes of the data, by name
   */
  public static Map<String, String> of(String engine, Map<String, String> dataHashes) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("version", version());
    provenance.putAll(dataHashes);
    provenance.put("jdk", Build.jdk());
    provenance.put("os", Build.os());
    provenance.put("engine", engine);
    return provenance;
  }

  /**
   * Fails if a run was trained on a cluster: its steps depend on which rank had which rows.
   *
   * @param run the run
   * @throws InvalidInputException if it was
   * @throws IOException if reading fails
   */
  public static void requireOneMachine(RunDirectory run) throws IOException {
    String ranks = ConfigFile.provenance(run.configFile()).get(RANKS);
    if (ranks != null) {
      throw new InvalidInputException(
          "%s: was trained on a cluster (ranks: %s), each rank with some of the rows; only there can its steps be repeated or the training resumed"
              .formatted(run.path(), ranks));
    }
  }
}
