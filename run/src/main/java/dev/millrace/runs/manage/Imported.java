package dev.millrace.runs.manage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.train.Provenance;
import dev.millrace.runs.work.Caller;

/**
 * A run that was made of a file of weights.
 *
 * @param run the new run
 * @param setAside the tensors of the file that the network does not have
 * @param remarks what was assumed or changed to read it, in words
 */
public record Imported(RunDirectory run, List<String> setAside, List<String> remarks) {
  /** Copies the lists. */
  public Imported {
    setAside = List.copyOf(setAside);
    remarks = List.copyOf(remarks);
  }

  /**
   * A run without remarks.
   *
   * @param run the new run
   * @param setAside the tensors of the file that the network does not have
   */
  public Imported(RunDirectory run, List<String> setAside) {
    this(run, setAside, List.of());
  }

  /**
   * Makes a run of a file of weights.
   *
   * @param kinds the kinds that are known
   * @param file a .safetensors file that Millrace or PyTorch has written
   * @param on what it was trained on
   * @param out the folder of the new run, which must not exist or be empty
   * @param caller hears of the work and may cancel it
   * @return the new run
   * @throws InvalidInputException if the file is damaged or of an unknown network, or the data do not fit; nothing is
   *     written then
   * @throws IOException if reading fails
   */
  public static Imported of(Kinds kinds, Path file, TrainedOn on, Path out, Caller caller) throws IOException {
    return of(kinds, file, Foreign.NOTHING, on, out, caller);
  }

  /**
   * As {@link #of(Kinds, Path, TrainedOn, Path, Caller)}, of a file that another program has written.
   *
   * @param kinds the kinds that are known
   * @param file a .safetensors file
   * @param said what the user says of the file
   * @param on what it was trained on
   * @param out the folder of the new run, which must not exist or be empty
   * @param caller hears of the work and may cancel it
   * @return the new run
   * @throws InvalidInputException naming each tensor that has no place, or what the file lacks; nothing is written then
   * @throws IOException if reading fails
   */
  public static Imported of(Kinds kinds, Path file, Foreign said, TrainedOn on, Path out, Caller caller)
      throws IOException {
    caller.memory().requireForWeights(file);
    Kind kind = kinds.ofModel(file);
    String data = on.data();
    if (data != null && !kinds.pointsOrImages(data).equals(kind) && !kinds.ofData(data).equals(kind)) {
      throw new InvalidInputException("`data` %s: %s is a network of %s".formatted(data, file, kind.name()));
    }
    Weights.Known known = kind.weights(file, said).of(on, caller);
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put(Provenance.IMPORTED_FROM, file.toString());
    provenance.putAll(known.provenance());
    Map<String, Object> options = new LinkedHashMap<>(known.options());
    if (data != null) {
      options.put("data", data);
    }
    RunDirectory run = RunDirectory.create(out);
    known.weights().write(run.modelFile());
    // Other options of the training are not known. This checks the names and forms of those that are.
    ConfigFile.over(kind.defaults(), "", options);
    ConfigFile.writeKnown(run.configFile(), options, provenance);
    return new Imported(run, ForeignWeights.read(file).setAside(), known.weights().remarks());
  }
}
