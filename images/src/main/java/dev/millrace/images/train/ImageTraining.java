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
import dev.millrace.flow.coupling.Coupling;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.Checkpoint;
import dev.millrace.flow.text.Digits;
import dev.millrace.plot.Png;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.MemoryLimit;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.ImageObjective;
import dev.millrace.torch.ImagePairs;
import dev.millrace.torch.ImageSource;
import dev.millrace.torch.ImageTrainer;
import dev.millrace.torch.ImageTrainingEvent;
import dev.millrace.torch.ImageTrainingOptions;
import dev.millrace.torch.ImageTrainingState;
import dev.millrace.torch.Torch;

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
public record ImageTraining(ImageConfig config, Torch torch, ImageData data, ImageNet net, ImageSource source,
    Map<String, String> hashes, boolean grids) implements Training {
  /**
   * Loads the engine and reads everything that the options name, before anything is written.
   *
   * @param memory the limit that it must fit into
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
    ImageSource source = folder.isPresent()
        ? ImagePairs.open(folder.get(), net).source()
        : ImageSource.of(data.train());
    if (source.count() < config.batch()) {
      throw new InvalidInputException("%s: %d images, expected at least `batch` %d".formatted(
          folder.map(Path::toString).orElse(config.data()), source.count(), config.batch()));
    }
    if (folder.isPresent()) {
      hashes.put(PAIRS_HASH, hash(source));
    }
    return new ImageTraining(config, torch, data, net, source, hashes, grids);
  }

  private static String hash(ImageSource source) {
    float[] hashed = new float[source.dim()];
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < source.count(); i++) {
      source.read(i, hashed, 0, false);
      all.append(Sha256.of(hashed, ByteOrder.LITTLE_ENDIAN));
    }
    return "sha256:" + Sha256.of(all.toString());
  }

  @Override
  public String engine() {
    return torch.info().toString();
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
    ImageTrainingState state = from.isPresent()
        ? ImageTrainingState.read(from.get(), net)
        : teacher.isPresent() ? startingFrom(teacher.get()) : ImageTrainingState.random(net, new Seed(config.seed()));
    ImageTrainingOptions options = config.trainingOptions(net.dim(), rateFactor);
    ImageObjective objective = config.objective(source);
    return new ImageSession(run, objective.coupling(), new ImageTrainer(torch, objective, options, state));
  }

  private ImageTrainingState startingFrom(RunDirectory teacher) throws IOException {
    ImageModel model = ImageModel.read(teacher.modelFile());
    if (!model.net().equals(net)) {
      throw new InvalidInputException("%s: its network is %s, expected %s".formatted(teacher.path(), model.net(), net));
    }
    return ImageTrainingState.startingFrom(net, model.weights());
  }

  @Override
  public void close() {
    torch.close();
  }

  private final class ImageSession implements Session {
    private final RunDirectory run;
    private final Coupling coupling;
    private final ImageTrainer trainer;

    ImageSession(RunDirectory run, Coupling coupling, ImageTrainer trainer) {
      this.run = run;
      this.coupling = coupling;
      this.trainer = trainer;
    }

    @Override
    public int step() {
      return trainer.step();
    }

    @Override
    public void run(Listener listener, GoOn goOn) {
      trainer.run(event -> {
        listener.on(event.step(), line(event), news(event));
        if (grids && config.sampleEvery() > 0 && event.step() % config.sampleEvery() == 0) {
          drawSamples(run.plots(), event.step());
        }
      }, step -> goOn.after(step, () -> {
        ImageTrainingState state = trainer.state();
        return state.isFinite() ? Optional.of(state.files()) : Optional.empty();
      }));
    }

    private Map<String, Object> line(ImageTrainingEvent event) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("loss", event.loss());
      line.put("seconds", event.seconds());
      line.put("samplesPerSecond", event.imagesPerSecond());
      line.put("learningRate", event.learningRate());
      line.put("gradientNorm", event.gradientNorm());
      if (Training.isHashed(event.step(), event.steps(), ImageConfig.EVENT_STEPS)) {
        line.put("weights", weightsHash());
      }
      return line;
    }

    private static String news(ImageTrainingEvent event) {
      return String.format(Locale.ROOT, "loss %s, %,.0f images/s, epoch %d of %d", Digits.of(event.loss(), 4),
          event.imagesPerSecond(), event.epoch(), event.epochs());
    }

    private void drawSamples(Path folder, int step) {
      try {
        Files.createDirectories(folder);
        var picture = LearningGrid.draw(torch, model(), step);
        AtomicFile.write(folder.resolve(String.format(Locale.ROOT, "learning-%06d.png", step)),
            out -> Png.write(picture, out));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ImageModel model() {
      List<String> names = net.classes() == 0 ? List.of() : data.train().classNames();
      return new ImageModel(net, trainer.average(), config.path(), config.sigmaMin(), names);
    }

    @Override
    public void writeModel(Path file) throws IOException {
      model().write(file);
    }

    @Override
    public String remark() {
      return coupling.remark();
    }

    @Override
    public String weightsHash() {
      return Sha256.of(trainer.average(), ByteOrder.LITTLE_ENDIAN);
    }
  }
}
