package dev.millrace.images.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.rectify.StoredPairs;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingState;
import dev.millrace.plot.Png;
import dev.millrace.runs.train.Continued;
import dev.millrace.runs.train.TrainerSession;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;

/**
 * A training of an image network on LibTorch.
 *
 * @param config the options, checked
 * @param torch the engine
 * @param data the training images and the test images
 * @param net the network's shape
 * @param source the images, or the pairs of a trained flow
 * @param hashes the hashes of the data
 * @param grids whether it draws grids of samples during the training
 */
public record ImageTraining(ImageConfig config, Torch torch, ImageData data, ImageNet net, PairSource source,
    Map<String, String> hashes, boolean grids) implements Training {
  /**
   * Loads the engine and reads everything that the options name, before anything is written.
   *
   * @param config the options of the run
   * @param grids whether grids of samples are drawn during the training
   * @param memory the limit that it must fit into
   * @return the training
   * @throws IOException if reading fails
   */
  public static ImageTraining of(ImageConfig config, boolean grids, MemoryLimit memory) throws IOException {
    config.check();
    Torch torch = Torch.open(config.torchOptions());
    try {
      return of(config.resolvedFor(torch), torch, grids, memory);
    } catch (IOException | RuntimeException e) {
      torch.close();
      throw e;
    }
  }

  private static ImageTraining of(ImageConfig config, Torch torch, boolean grids, MemoryLimit memory)
      throws IOException {
    ImageData data = config.readData();
    ImageNet net = config.net(data.train());
    long numbers = (long) data.train().pixels().length + data.test().pixels().length;
    memory.requireOfProcess("training with `net` %s, `batch` %d, `micro` %d".formatted(config.net(), config.batch(),
        config.micro()), config.memory(net, numbers, torch));
    Map<String, String> hashes = new LinkedHashMap<>(Map.of(DATA_HASH, data.train().hash()));
    Optional<Path> folder = config.pairsFolder();
    PairSource source = config.pairs(data.train(), net);
    if (source.epoch() < config.batch()) {
      throw new InvalidInputException("%s: %d images, expected at least `batch` %d".formatted(
          folder.map(Path::toString).orElse(config.data()), source.epoch(), config.batch()));
    }
    if (source instanceof StoredPairs.Source pairs) {
      hashes.put(PAIRS_HASH, hash(pairs));
    }
    return new ImageTraining(config, torch, data, net, source, hashes, grids);
  }

  private static String hash(StoredPairs.Source pairs) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < pairs.epoch(); i++) {
      all.append(Sha256.of(pairs.end(i), ByteOrder.LITTLE_ENDIAN));
    }
    return "sha256:" + Sha256.of(all.toString());
  }

  @Override
  public String engine() {
    return torch.info().toString();
  }

  @Override
  public long parameters() {
    return net.parameterCount();
  }

  @Override
  public String network() {
    return net.toString();
  }

  @Override
  public Map<String, String> dataHashes() {
    return hashes;
  }

  @Override
  public Session begin(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher, double rateFactor)
      throws IOException {
    ImageNet mine = known(run, from, teacher);
    TorchNetwork network = new TorchNetwork(torch, mine, config.micro());
    TrainingState state = from.isPresent()
        ? StateFile.read(from.get(), network)
        : TrainingState.startingFrom(start(mine, teacher));
    FlowMatching objective = config.objective(source);
    Trainer trainer = new Trainer(config.learnt(objective), network, config.trainingOptions(net.dim(), rateFactor),
        state);
    return new TrainerSession(trainer, network, ImageConfig.EVENT_STEPS, "images", objective.coupling()::remark,
        (average, file) -> model(mine, average).write(file), event -> {
          if (grids && config.sampleEvery() > 0 && event.step() % config.sampleEvery() == 0) {
            drawSamples(run.plots(), model(mine, trainer.average()), event.step());
          }
        });
  }

  /**
   * The network, which is given times in the form in which the weights that it starts from have learnt them, or those of a
   * run that is trained again.
   */
  private ImageNet known(RunDirectory run, Optional<Checkpoint> from, Optional<RunDirectory> teacher)
      throws IOException {
    if (from.isPresent()) {
      Map<String, String> described = StateFile.description(from.get());
      return described.isEmpty()
          ? net
          : net.withTimesOf(ImageNet.parse(from.get().folder().toString(), described));
    }
    Path known = teacher.orElse(run).modelFile();
    return Files.exists(known) ? net.withTimesOf(ImageModel.read(known).net()) : net;
  }

  /** The weights before the first step: those of a run, in the place of the first of random ones, or random ones. */
  private float[] start(ImageNet mine, Optional<RunDirectory> teacher) throws IOException {
    float[] weights = mine.start(new Seed(config.seed()));
    if (teacher.isPresent()) {
      ImageModel model = ImageModel.read(teacher.get().modelFile());
      if (!model.net().withSpans(0).equals(mine.withSpans(0))) {
        throw new InvalidInputException(
            "%s: its network is %s, expected %s".formatted(teacher.get().path(), model.net(), mine));
      }
      System.arraycopy(model.weights(), 0, weights, 0, Math.min(weights.length, model.weights().length));
    }
    return weights;
  }

  @Override
  public void requireContinues(RunDirectory from) throws IOException {
    ImageModel model = ImageModel.read(from.modelFile());
    ImageNet trained = model.net();
    Continued run = new Continued(from);
    run.requireData(this, "");
    run.requireSame("path", config.path(), model.path());
    run.requireSame("sigma-min", config.sigmaMin(), model.sigmaMin());
    ImageNet mine = net.withTimesOf(trained);
    if (!trained.withSpans(0).equals(mine.withSpans(0))) {
      throw new InvalidInputException("`from` %s: its network is %s, the options ask for %s".formatted(from.path(),
          trained, mine));
    }
    run.requireSpans(mine.spans(), trained.spans());
  }

  private void drawSamples(Path folder, ImageModel model, int step) {
    try {
      Files.createDirectories(folder);
      var picture = LearningGrid.draw(torch, model, step);
      AtomicFile.write(folder.resolve(String.format(Locale.ROOT, "learning-%06d.png", step)),
          out -> Png.write(picture, out));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ImageModel model(ImageNet mine, float[] average) {
    List<String> names = net.classes() == 0 ? List.of() : data.train().classNames();
    return new ImageModel(mine, average, config.path(), config.sigmaMin(), names);
  }

  @Override
  public void close() {
    torch.close();
  }
}
