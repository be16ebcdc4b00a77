package dev.millrace.flow.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

import dev.millrace.flow.InvalidInputException;

/**
 * A network's weights as PyTorch programs save them. Names may have the prefix {@code module.}
 * (DistributedDataParallel, AveragedModel) or contain {@code _orig_mod.} (a compiled module), and there may be tensors
 * of integers, such as counters, that no layer reads.
 *
 * @param content the weights under the names that the unwrapped network has
 * @param setAside descriptions of what was left out, such as "the tensor 'n_averaged' of I64", to be shown to the user;
 *     empty for weights written by this library
 */
public record ForeignWeights(Safetensors content, List<String> setAside) {
  private static final String WRAPPED = "module.";
  private static final String COMPILED = "_orig_mod.";

  /** Copies the list. */
  public ForeignWeights {
    setAside = List.copyOf(setAside);
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @return the tensors
   * @throws InvalidInputException as {@link Safetensors#read}, except that tensors of integers are accepted if they are
   *     not named as weights; also if two tensors have the same name without their prefixes
   * @throws IOException if reading fails
   */
  public static ForeignWeights read(Path file) throws IOException {
    return of(file.toString(), Safetensors.read(file, true));
  }

  /**
   * Reads the bytes of a file, as {@link #read(Path)}.
   *
   * @param name the name of the bytes in messages
   * @param bytes the whole file; not changed
   * @return the tensors
   * @throws InvalidInputException as {@link #read(Path)}
   */
  public static ForeignWeights read(String name, byte[] bytes) {
    return of(name, Safetensors.read(name, bytes, true));
  }

  private static ForeignWeights of(String file, Safetensors.Mixed mixed) {
    List<String> setAside = new ArrayList<>();
    SequencedMap<String, FloatArray> tensors = mixed.floats().tensors();
    boolean more = !tensors.isEmpty();
    while (more) {
      boolean wrapped = tensors.keySet().stream().allMatch(name -> name.startsWith(WRAPPED));
      boolean compiled = tensors.keySet().stream().anyMatch(ForeignWeights::isCompiled);
      if (wrapped) {
        tensors = renamed(file, tensors, WRAPPED);
        setAside.add("the prefix '%s' of all names".formatted(WRAPPED));
      } else if (compiled) {
        tensors = renamed(file, tensors, COMPILED);
        setAside.add("'%s' in the names".formatted(COMPILED));
      }
      more = wrapped || compiled;
    }
    for (SafetensorsHeader.Entry entry : mixed.integers()) {
      setAside.add("the tensor %s of %s".formatted(InputFile.quote(entry.name()), entry.type()));
    }
    return new ForeignWeights(new Safetensors(tensors, mixed.floats().metadata()), setAside);
  }

  private static boolean isCompiled(String name) {
    return name.startsWith(COMPILED) || name.contains("." + COMPILED);
  }

  private static SequencedMap<String, FloatArray> renamed(String file, SequencedMap<String, FloatArray> tensors,
      String part) {
    SequencedMap<String, FloatArray> renamed = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> {
      String bare = part.equals(WRAPPED)
          ? name.substring(part.length())
          : ("." + name).replace("." + part, ".").substring(1);
      if (renamed.put(bare, tensor) != null) {
        throw new InvalidInputException("%s: two tensors are named %s, but for '%s'".formatted(file,
            InputFile.quote(bare), part));
      }
    });
    return renamed;
  }
}
