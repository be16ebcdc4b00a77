package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.work.Caller;
import org.jspecify.annotations.Nullable;

/**
 * A run that was made of a file of weights.
 *
 * @param run the new run
 * @param setAside the tensors of the file that the network does not have
 */
public record Imported(RunDirectory run, List<String> setAside) {
  /**
   * Makes a run of a file of weights.
   *
   * @param kinds the kinds that are known
   * @param file a .safetensors file that Millrace or PyTorch has written
   * @param data what it was trained on; null for the usual data if they can be those
   * @param header whether the first row of a .csv file of data holds names
   * @param out the folder of the new run, which must not exist or be empty
   * @param caller hears of the work and may cancel it
   * @return the new run
   * @throws InvalidInputException if the file is damaged or of an unknown network, or the data do not fit; nothing is
   *     written then
   * @throws IOException if reading fails
   */
  public static Imported of(Kinds kinds, Path file, @Nullable String data, Csv.Header header, Path out, Caller caller)
      throws IOException {
    caller.memory().requireForWeights(file);
    Kind kind = kinds.ofModel(file);
    Weights weights = kind.weights(file);
    if (data != null && !kinds.ofData(data).equals(kind)) {
      throw new InvalidInputException("`data` %s: %s is a network of %s".formatted(data, file, kind.name()));
    }
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put(Provenance.IMPORTED_FROM, file.toString());
    Map<String, Object> options = new LinkedHashMap<>(weights.options(data, header, provenance, caller));
    if (data != null) {
      options.put("data", data);
    }
    RunDirectory run = RunDirectory.create(out);
    weights.write(run.modelFile());
    ConfigFile.write(run.configFile(), ConfigFile.over(kind.defaults(), "", options), provenance);
    return new Imported(run, ForeignWeights.read(file).setAside());
  }
}
