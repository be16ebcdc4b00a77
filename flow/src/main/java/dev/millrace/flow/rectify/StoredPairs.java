package dev.millrace.flow.rectify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.coupling.Epochs;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.coupling.Pairs;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.parallel.Loop;
import dev.millrace.flow.random.Seed;

/**
 * Pairs (x0, ODE(x0)) of a trained flow from Gaussian noise, for data that are too large for one file: reflow and
 * distillation learn from them (Liu et al. 2022, algorithm 1). The noise x0 derives from the seed, so that only the
 * ends ODE(x0) are stored, in files of {@value #SHARD} pairs. Making them can be interrupted and resumed; files that
 * exist are kept.
 *
 * @param folder the folder of the files
 * @param shape shape of one sample, such as [channels, height, width]
 * @param classes number of classes, through which the pairs cycle; 0 if none
 * @param count total number of pairs
 * @param seed of the noise
 * @param round round of reflow, from 1; each round uses different noise
 * @param origin what else determines them, such as the teacher's hash, its solver and guidance; files of another origin
 *     are refused
 */
public record StoredPairs(Path folder, List<Integer> shape, int classes, int count, Seed seed, int round,
    String origin) {
  /** Pairs per file. */
  public static final int SHARD = 2048;

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if count or round is below 1
   */
  public StoredPairs {
    shape = List.copyOf(shape);
    if (count < 1 || round < 1) {
      throw new IllegalArgumentException("count = %d, round = %d: expected at least 1".formatted(count, round));
    }
  }

  /**
   * {@return the pairs that a folder holds, as its first file describes them}
   *
   * @param folder the folder
   * @param shape shape of a sample of the network that will learn from them
   * @param classes number of its classes
   * @throws InvalidInputException if there are none
   * @throws IOException if reading fails
   */
  public static StoredPairs open(Path folder, List<Integer> shape, int classes) throws IOException {
    Path first = file(folder, 0);
    if (!Files.isRegularFile(first)) {
      throw new InvalidInputException(folder + ": holds no pairs of a trained flow");
    }
    Map<String, String> words = Safetensors.read(first).metadata();
    try {
      return new StoredPairs(folder, shape, classes, Math.toIntExact(number(words, "count")),
          new Seed(number(words, "seed")), Math.toIntExact(number(words, "round")), text(words, "origin"));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new InvalidInputException(first + ": " + e.getMessage(), e);
    }
  }

  private static String text(Map<String, String> words, String name) {
    String text = words.get(name);
    if (text == null) {
      throw new IllegalArgumentException("metadata '" + name + "' is missing");
    }
    return text;
  }

  private static long number(Map<String, String> words, String name) {
    String text = text(words, name);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("metadata '%s' is '%s', expected a number".formatted(name, text), e);
    }
  }

  private int dim() {
    return Sizes.product(shape.stream().mapToLong(n -> n).toArray());
  }

  /** {@return whether all files exist} */
  public boolean isComplete() {
    return IntStream.range(0, shards()).allMatch(shard -> Files.exists(file(folder, shard)));
  }

  private int shards() {
    return Math.ceilDiv(count, SHARD);
  }

  private int sizeOf(int shard) {
    return Math.min(SHARD, count - shard * SHARD);
  }

  private static Path file(Path folder, int shard) {
    return folder.resolve(String.format(Locale.ROOT, "pairs-%05d.safetensors", shard));
  }

  private void noise(int index, float[] x0, int at) {
    var random = seed.generator(Seed.Purpose.PAIRS, round, index);
    int dim = dim();
    for (int i = at; i < at + dim; i++) {
      x0[i] = (float) random.nextGaussian();
    }
  }

  private Map<String, String> words(int shard) {
    return Map.of("origin", origin, "seed", Long.toString(seed.value()), "round", Integer.toString(round), "count",
        Integer.toString(count), "first", Integer.toString(shard * SHARD));
  }

  /**
   * Makes the files that do not exist yet.
   *
   * @param teacher the flow
   * @param progress called from time to time with the number of pairs that exist
   * @throws InvalidInputException if an existing file is damaged or holds other pairs
   * @throws IOException if writing fails
   */
  public void make(Teacher teacher, IntConsumer progress) throws IOException {
    Files.createDirectories(folder);
    int dim = dim();
    for (int shard = 0; shard < shards(); shard++) {
      int first = shard * SHARD;
      int size = sizeOf(shard);
      if (Files.exists(file(folder, shard))) {
        read(shard);
      } else {
        float[] x0 = new float[Sizes.product(size, dim)];
        int[] labels = ConditionalField.inTurn(classes, first, size);
        for (int i = 0; i < size; i++) {
          noise(first + i, x0, i * dim);
        }
        float[] x1 = teacher.ends(x0, labels, done -> progress.accept(first + done));
        List<Integer> whole = new ArrayList<>(List.of(size));
        whole.addAll(shape);
        SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
        tensors.put("x1", new FloatArray(x1, whole));
        AtomicFile.write(file(folder, shard), new Safetensors(tensors, words(shard))::write);
      }
      progress.accept(first + size);
    }
  }

  private float[] read(int shard) throws IOException {
    Path file = file(folder, shard);
    Safetensors content = Safetensors.read(file);
    if (!content.metadata().equals(words(shard))) {
      throw new InvalidInputException(
          "%s: pairs of %s, expected %s; delete the folder or choose another".formatted(file, content.metadata(),
              words(shard)));
    }
    FloatArray x1 = content.tensors().get("x1");
    if (x1 == null || x1.values().length != sizeOf(shard) * dim()) {
      throw new InvalidInputException(
          "%s: expected a tensor 'x1' of %d samples of %d numbers".formatted(file, sizeOf(shard), dim()));
    }
    return x1.requireFinite(file).values();
  }

  /**
   * {@return the pairs, with their ends in memory} With {@link dev.millrace.flow.path.TimeDistribution.At} 0 a network
   * learns to go from noise to data in one step (Liu et al. 2022, section 2.2; Liu et al. 2023, InstaFlow).
   *
   * @throws InvalidInputException if a file is missing, damaged or holds other pairs
   * @throws IOException if reading fails
   */
  public Source source() throws IOException {
    float[][] shards = new float[shards()][];
    for (int shard = 0; shard < shards.length; shard++) {
      shards[shard] = read(shard);
    }
    return new Source(this, shards);
  }

  /** Stored pairs as a training draws them: in epochs, each pair with its own noise. */
  public static final class Source implements PairSource {
    private final StoredPairs pairs;
    private final float[][] shards;
    private final int dim;
    private final Epochs epochs;

    private Source(StoredPairs pairs, float[][] shards) {
      this.pairs = pairs;
      this.shards = shards;
      this.dim = pairs.dim();
      this.epochs = new Epochs(pairs.count());
    }

    @Override
    public int dim() {
      return dim;
    }

    @Override
    public int classes() {
      return pairs.classes();
    }

    @Override
    public int epoch() {
      return pairs.count();
    }

    @Override
    public boolean isCoupled() {
      return true;
    }

    @Override
    public boolean isCostly() {
      return true;
    }

    /**
     * {@return the end ODE(x0) of one pair, [dim]}
     *
     * @param index number of the pair, 0 to {@link #epoch} − 1
     */
    public float[] end(int index) {
      int at = index % SHARD * dim;
      return Arrays.copyOfRange(shards[index / SHARD], at, at + dim);
    }

    /**
     * Writes one pair.
     *
     * @param index number of the pair, 0 to {@link #epoch} − 1
     * @param into receives it in the row {@code row}
     * @param row the row of {@code into}
     */
    public void read(int index, Pairs into, int row) {
      pairs.noise(index, into.x0(), row * dim);
      System.arraycopy(shards[index / SHARD], index % SHARD * dim, into.x1(), row * dim, dim);
      if (into.labels().length > 0) {
        into.labels()[row] = index % pairs.classes;
      }
    }

    @Override
    public void draw(int number, Pairs pool, Seed seed, Loop loop) {
      int[] indices = epochs.indices((long) number * pool.count(), pool.count(), seed);
      loop.blocks(pool.count(), (_, from, to) -> {
        for (int row = from; row < to; row++) {
          read(indices[row], pool, row);
        }
      });
    }
  }
}
