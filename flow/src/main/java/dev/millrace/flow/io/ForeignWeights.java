package dev.millrace.flow.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param types the types of the numbers in the file, such as "BF16", by the names of {@code content}
 */
public record ForeignWeights(Safetensors content, List<String> setAside, Map<String, String> types) {
  private static final String WRAPPED = "module.";
  private static final String COMPILED = "_orig_mod.";

  /** Copies the list and the map. */
  public ForeignWeights {
    setAside = List.copyOf(setAside);
    types = Map.copyOf(types);
  }

  /**
   * Weights of floats.
   *
   * @param content the weights
   * @param setAside what was left out
   */
  public ForeignWeights(Safetensors content, List<String> setAside) {
    this(content, setAside, floats(content));
  }

  private static Map<String, String> floats(Safetensors content) {
    Map<String, String> types = new LinkedHashMap<>();
    content.tensors().keySet().forEach(name -> types.put(name, ElementType.F32.name()));
    return types;
  }

  /** {@return how tensors of other types than F32 became floats, such as "8 tensors of BF16, exactly"} */
  public List<String> conversions() {
    List<String> conversions = new ArrayList<>();
    for (ElementType type : List.of(ElementType.F64, ElementType.F16, ElementType.BF16)) {
      long count = types.values().stream().filter(type.name()::equals).count();
      if (count > 0) {
        conversions.add("%d %s of %s, %s".formatted(count, count == 1 ? "tensor" : "tensors", type,
            type == ElementType.F64 ? "rounded to the nearest float" : "exactly"));
      }
    }
    return conversions;
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
    // Renaming keeps the order.
    Map<String, String> types = new LinkedHashMap<>();
    Iterator<ElementType> ofFile = mixed.types().iterator();
    tensors.keySet().forEach(name -> types.put(name, ofFile.next().name()));
    return new ForeignWeights(new Safetensors(tensors, mixed.floats().metadata()), setAside, types);
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
