package dev.millrace.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageData;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.text.Shown;
import dev.millrace.images.draw.ImageRunPictures;
import dev.millrace.images.evaluate.ImageEvaluation;
import dev.millrace.images.evaluate.ImageFigures;
import dev.millrace.images.open.Devices;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.report.ImageEvaluationContent;
import dev.millrace.images.rounds.ImageRounds;
import dev.millrace.images.sample.DrawnImages;
import dev.millrace.images.sample.ImageFiles;
import dev.millrace.images.train.ImagePairs;
import dev.millrace.images.train.ImageTraining;
import dev.millrace.images.train.SharedImages;
import dev.millrace.runs.evaluate.EvaluationOptions;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.rounds.ReflowOptions;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.sample.DataOptions;
import dev.millrace.runs.sample.Writable;
import dev.millrace.runs.shared.SharedColumn;
import dev.millrace.runs.shared.SharedPairs;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.runs.work.RunEvent;
import dev.millrace.runs.work.Work;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.LessonUNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchOptions;
import tools.jackson.databind.JsonNode;

/** Images, on LibTorch. */
public final class ImageKind implements Kind {
  /** For {@link java.util.ServiceLoader}. */
  public ImageKind() {
  }

  /** Copies of the images: noise, samples, and training images in their place. */
  private static final int COPIES_OF_IMAGES = 3;

  @Override
  public String name() {
    return "images";
  }

  @Override
  public String unit() {
    return "image";
  }

  @Override
  public boolean isData(String data) {
    return ImageSources.isImages(data);
  }

  @Override
  public boolean isModel(Path file) throws IOException {
    return ImageModel.isOne(file);
  }

  @Override
  public TrainingConfig defaults() {
    return ImageConfig.defaults();
  }

  @Override
  public Training training(TrainingConfig config, boolean pictures, Caller caller) throws IOException {
    return ImageTraining.of((ImageConfig) config, pictures, caller.memory());
  }

  @Override
  public SharedImages shared(TrainingConfig config, List<SharedColumn> columns, Caller caller) {
    return SharedImages.of((ImageConfig) config, columns);
  }

  @Override
  public SharedPairs sharedPairs(RunDirectory teacher, Map<String, Object> options) throws IOException {
    return new SharedPairs(ImagePairs.of(ImageRun.of(teacher), options));
  }

  @Override
  public Training again(RunDirectory run, TrainingConfig config, Caller caller) throws IOException {
    return training(config, false, caller);
  }

  @Override
  public void finish(Training training, RunDirectory run, boolean measure, boolean draw, Caller caller)
      throws IOException {
    if (!(training instanceof ImageTraining images)) {
      throw new IllegalArgumentException("a training of another kind");
    }
    ImageRun flow = ImageRun.of(run);
    if (measure) {
      ImageConfig config = images.config();
      var plan = ImageEvaluation.Plan.after((long) config.steps() * config.batch(), images.net().classes(),
          images.net().spans(), new Seed(0), Workers.orAllProcessors(config.threads()));
      ImageFigures figures = ImageEvaluation.measure(flow, images.data(), images.torch(), plan, caller);
      run.writeEvaluation(figures.toJson());
      caller.publish(new RunEvent.Measured(figures.text()));
      if (plan.isShort()) {
        caller.publish(new RunEvent.Shortened(run, plan.count()));
      }
    }
    if (draw) {
      draw(flow, images.data(), images.torch(), caller);
    }
  }

  private static void draw(ImageRun flow, ImageData data, Torch torch, Caller caller) throws IOException {
    try (Work _ = caller.begin("drawing pictures")) {
      ImageRunPictures.draw(flow, () -> data, torch, "all");
    }
  }

  @Override
  public void evaluate(RunDirectory run, EvaluationOptions options, Caller caller) throws IOException {
    ImageRun flow = ImageRun.of(run);
    if (options.repeats() != null) {
      throw new InvalidInputException(
          "`repeats` " + options.repeats() + ": only for runs of points; give images a larger `count`");
    }
    ImageEvaluation.Plan plan = ImageEvaluation.Plan.of(options, flow.net().spans());
    caller.memory().require("evaluating by `count` " + plan.count(),
        COPIES_OF_IMAGES * (long) Float.BYTES * plan.count() * flow.net().dim());
    Device device = new Device(options.device() == null ? "auto" : options.device(),
        options.precision() == null ? "auto" : options.precision(), options.threads());
    try (Torch torch = Devices.open(device)) {
      ImageData data = flow.config().readData();
      ImageFigures figures = ImageEvaluation.measure(flow, data, torch, plan, caller);
      if (figures.isUnknown()) {
        throw new IllegalStateException(figures.notes().getFirst());
      }
      run.writeEvaluation(figures.toJson());
      caller.publish(new RunEvent.Measured(figures.text()));
      if (options.draw()) {
        draw(flow, data, torch, caller);
      }
    }
  }

  @Override
  public ReflowRounds rounds(RunDirectory teacher, ReflowOptions options, Caller caller) throws IOException {
    return new ImageRounds(teacher, options, caller);
  }

  @Override
  public TrainedRun open(RunDirectory run) throws IOException {
    return new TrainedImages(this, ImageRun.of(run));
  }

  @Override
  public List<Path> draw(RunDirectory run, String picture, Caller caller) throws IOException {
    ImageRun flow = ImageRun.of(run);
    try (Torch torch = Torch.open(TorchOptions.AUTO)) {
      return ImageRunPictures.draw(flow, flow.config()::readData, torch, picture);
    }
  }

  @Override
  public List<String> endings() {
    return ImageFiles.ENDINGS;
  }

  @Override
  public Writable data(String data, DataOptions options, Caller caller) throws IOException {
    return DrawnImages.of(data, options);
  }

  @Override
  public Weights weights(Path file) throws IOException {
    return new ImageWeights(file, ImageModel.read(file), List.of());
  }

  @Override
  public Weights weights(Path file, Foreign said) throws IOException {
    NavigableSet<String> ofPoints = new TreeSet<>(said.said().keySet());
    ofPoints.removeAll(Set.of("height", "width"));
    if (!ofPoints.isEmpty() || said.timeFirst()) {
      throw new InvalidInputException("`%s`: %s is a network of images; expected `size` or `like`"
          .formatted(ofPoints.isEmpty() ? "time" : ofPoints.first().replace('_', '-'), file));
    }
    ForeignWeights weights = ForeignWeights.read(file);
    Map<String, String> own = weights.content().metadata();
    Map<String, String> all = said.with(file, own);
    List<String> remarks = new ArrayList<>(weights.conversions());
    if (!all.containsKey("height")) {
      remarks.add("assumed, because the file does not say it: images of 28 × 28");
    }
    return new ImageWeights(file, ImageModel.of(file, weights, all), remarks);
  }

  @Override
  public List<Content> content(JsonNode evaluation) {
    return ImageEvaluationContent.of(evaluation);
  }

  @Override
  public String caption(String picture) {
    return picture.equals("steps") ? "Samples from the same noise with few and with many Euler steps." : "";
  }

  @Override
  public String speedUnit() {
    return "images";
  }

  @Override
  public boolean isChosen(TrainingConfig config, String name) {
    return name.equals("micro") && config instanceof ImageConfig images && ImageConfig.chosenMicro(images.batch(),
        Workers.orAllProcessors(images.threads())).contains(images.micro());
  }

  private record ImageWeights(Path file, ImageModel model, List<String> remarks) implements Weights {
    @Override
    public Known of(TrainedOn on, Caller caller) {
      ImageNet net = model.net();
      if (!on.labels().isEmpty()) {
        throw new InvalidInputException(
            "`labels` %s: %s is a network of images".formatted(Shown.cut(on.labels()), file));
      }
      if (on.data() == null && (net.channels() != 1 || net.height() != 28 || net.width() != 28)) {
        throw new InvalidInputException(
            "%s: a network of images of %d × %d × %d; expected `data`, what it was trained on".formatted(file,
                net.channels(), net.height(), net.width()));
      }
      String preset = ImageNet.PRESETS.stream().filter(name -> net.equals(ImageNet.preset(name, net.channels(),
          net.height(), net.width(), net.classes()))).findFirst()
          .orElse(net instanceof LessonUNet ? "lesson" : "small");
      // Images of 28 × 28 are taken for MNIST where nothing else is said: the data name the kind of a run.
      String data = on.data() == null ? ImageConfig.defaults().data() : on.data();
      return new Known(this, Map.of("data", data, "net", preset, "path", model.path(), "sigma-min", model.sigmaMin(),
          "unconditional", net.classes() == 0), Map.of());
    }

    @Override
    public void write(Path to) throws IOException {
      model.write(to);
    }

    @Override
    public long count() {
      return model.net().parameterCount();
    }
  }
}
