package dev.millrace.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.Sizes;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.FloatArray;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.random.Seed;

/**
 * Pairs (x0, ODE(x0)) of a trained image flow, which reflow and distillation learn from (Liu et al. 2022, algorithm 1).
 * The noise x0 derives from the seed, so that only the images ODE(x0) are stored, in files of {@value #SHARD} images.
 * Making them can be interrupted and resumed; files that exist are kept.
 *
 * @param folder the folder of the files
 * @param net the flow's network
 * @param count total number of pairs
 * @param seed of the noise
 * @param round round of reflow, from 1; each round uses different noise
 * @param origin what else determines them, such as the teacher's hash, its solver and guidance; files of another origin
 *           are refused
 */
public record ImagePairs(Path folder, ImageNet net, int count, Seed seed, int round, String origin) {
  /** Images per file. */
  public static final int SHARD = 2048;

  /** @throws IllegalArgumentException if count or round is below 1 */
  public ImagePairs {
    if (count < 1 || round < 1) {
      throw new IllegalArgumentException("count = %d, round = %d: expected at least 1".formatted(count, round));
    }
  }

  /**
   * The pairs that a folder holds, as its first file describes them.
   *
   * @param net the network that will learn from them
   * @throws InvalidInputException if there are none
   */
  public static ImagePairs open(Path folder, ImageNet net) throws IOException {
    Path first = new ImagePairs(folder, net, 1, new Seed(0), 1, "").file(0);
    if (!Files.isRegularFile(first)) {
      throw new InvalidInputException(folder + ": holds no pairs of a trained flow");
    }
    Metadata read = new Metadata(first.toString(), Safetensors.read(first).metadata());
    return read.build(() -> new ImagePairs(folder, net, read.integer("count"), new Seed(read.wholeNumber("seed")),
        read.integer("round"), read.text("origin")));
  }

  /** Whether all files exist. */
  public boolean isComplete() {
    return IntStream.range(0, shards()).allMatch(shard -> Files.exists(file(shard)));
  }

  private int shards() {
    return Math.ceilDiv(count, SHARD);
  }

  private int sizeOf(int shard) {
    return Math.min(SHARD, count - shard * SHARD);
  }

  private Path file(int shard) {
    return folder.resolve(String.format(Locale.ROOT, "pairs-%05d.safetensors", shard));
  }

  /** The class that a pair is made for; the pairs cycle through all classes. */
  int label(int index) {
    return net.classes() == 0 ? 0 : index % net.classes();
  }

  void noise(int index, float[] x0, int at) {
    SplittableRandom random = seed.generator(Seed.Purpose.PAIRS, round, index);
    for (int i = at; i < at + net.dim(); i++) {
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
   * @param solver from 0 to 1; the new flow learns its errors too
   * @param guidance of the teacher
   * @param progress called from time to time with the number of pairs that exist
   * @throws InvalidInputException if an existing file is damaged or holds other pairs
   */
  public void make(ImageFlow teacher, Solver solver, double guidance, IntConsumer progress) throws IOException {
    Files.createDirectories(folder);
    for (int shard = 0; shard < shards(); shard++) {
      int first = shard * SHARD;
      if (Files.exists(file(shard))) {
        read(shard);
      } else {
        int size = sizeOf(shard);
        float[] x0 = new float[Sizes.product(size, net.dim())];
        int[] labels = new int[net.classes() == 0 ? 0 : size];
        for (int i = 0; i < size; i++) {
          noise(first + i, x0, i * net.dim());
        }
        Arrays.setAll(labels, i -> label(first + i));
        float[] x1 = teacher.sample(solver, x0, labels, guidance, done -> progress.accept(first + done)).points();
        SequencedMap<String, FloatArray> tensors = new LinkedHashMap<>();
        tensors.put("x1", FloatArray.of(x1, size, net.channels(), net.height(), net.width()));
        AtomicFile.write(file(shard), new Safetensors(tensors, words(shard))::write);
      }
      progress.accept(first + sizeOf(shard));
    }
  }

  private float[] read(int shard) throws IOException {
    Path file = file(shard);
    Safetensors content = Safetensors.read(file);
    if (!content.metadata().equals(words(shard))) {
      throw new InvalidInputException(
          "%s: pairs of %s, expected %s; delete the folder or choose another".formatted(file, content.metadata(),
              words(shard)));
    }
    FloatArray x1 = content.tensors().get("x1");
    if (x1 == null || x1.values().length != sizeOf(shard) * net.dim()) {
      throw new InvalidInputException(
          "%s: expected a tensor 'x1' of %d images of %d numbers".formatted(file, sizeOf(shard), net.dim()));
    }
    return x1.requireFinite(file).values();
  }

  /**
   * The pairs, read into memory, as training data. With {@link dev.millrace.flow.path.TimeDistribution.At} 0 a network
   * learns to go from noise to image in one step (Liu et al. 2022, section 2.2; Liu et al. 2023, InstaFlow).
   *
   * @throws InvalidInputException if a file is missing, damaged or holds other pairs
   */
  public ImageSource source() throws IOException {
    float[][] shards = new float[shards()][];
    for (int shard = 0; shard < shards.length; shard++) {
      shards[shard] = read(shard);
    }
    return new PairSource(this, shards);
  }
}
