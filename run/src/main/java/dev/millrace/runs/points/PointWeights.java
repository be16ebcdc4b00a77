package dev.millrace.runs.points;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.ForeignWeights;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.Activation;
import dev.millrace.flow.net.ForeignMlp;
import dev.millrace.flow.net.MlpWeights;
import dev.millrace.flow.net.TimeInput;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.text.Shown;
import dev.millrace.runs.kind.Foreign;
import dev.millrace.runs.kind.TrainedOn;
import dev.millrace.runs.kind.Weights;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.train.Training;
import dev.millrace.runs.work.Caller;

import static java.util.stream.Collectors.joining;

/**
 * The weights of a flow of points.
 *
 * @param file where they were read
 * @param model the flow
 * @param remarks what was assumed or changed to read them
 */
record PointWeights(Path file, FlowModel model, List<String> remarks) implements Weights {
  /** Metadata that files of PyTorch lack, and what is taken then, in words. */
  private static final Map<String, String> USUAL = new TreeMap<>(Map.of("activation", "activation silu", "time_scale",
      "time scale 1", "source", "source gaussian", "mean", "data that are not standardised"));

  /** Reads a file that another program has written. */
  static PointWeights of(Path file, Foreign said) throws IOException {
    if (said.said().containsKey("height")) {
      throw new InvalidInputException("`size`: only for networks of images; %s is one of points".formatted(file));
    }
    ForeignWeights weights = ForeignWeights.read(file);
    Map<String, String> own = weights.content().metadata();
    Map<String, String> metadata = said.with(file, own);
    if (own.containsKey("architecture")) {
      if (said.timeFirst()) {
        throw new InvalidInputException("`time` first: %s says that the time is last".formatted(file));
      }
      return new PointWeights(file, FlowModel.of(file, new Safetensors(weights.content().tensors(), metadata)),
          List.of());
    }
    ForeignMlp named = ForeignMlp.of(file.toString(), weights, said.timeFirst());
    if (!metadata.containsKey("activation")
        && MlpWeights.timeInput(named.tensors()) == TimeInput.CONCATENATED) {
      throw new InvalidInputException(
          "%s: does not say the function between its layers; expected `activation`: selu for torchcfm's MLP, or one of %s"
              .formatted(file, Arrays.stream(Activation.values()).map(String::valueOf).collect(joining(", "))));
    }
    FlowModel model = FlowModel.of(file, new Safetensors(named.tensors(), metadata));
    return new PointWeights(file, model, remarks(weights, named, metadata));
  }

  private static List<String> remarks(ForeignWeights weights, ForeignMlp named, Map<String, String> metadata) {
    List<String> remarks = new ArrayList<>(weights.conversions());
    List<String> layers = named.tensors().keySet().stream().filter(name -> named.originals().containsKey(name)
        && name.endsWith(".weight")).map(name -> named.originals().get(name) + " as " + name).toList();
    if (!layers.isEmpty()) {
      remarks.add("taken: " + String.join(", ", layers));
    }
    List<String> assumed = USUAL.entrySet().stream().filter(usual -> !metadata.containsKey(usual.getKey()))
        .map(Map.Entry::getValue).toList();
    if (!assumed.isEmpty()) {
      remarks.add("assumed, because the file does not say it: " + String.join(", ", assumed));
    }
    return remarks;
  }

  @Override
  public Known of(TrainedOn on, Caller caller) throws IOException {
    checkLabels(on);
    return on.data() == null ? ofUsualData() : of(on, on.data(), caller);
  }

  private void checkLabels(TrainedOn on) {
    String labels = "`labels` " + Shown.cut(on.labels());
    if (on.labels().isEmpty()) {
      return;
    }
    if (model.velocity().classes() == 0) {
      throw new InvalidInputException("%s: %s is a network without classes".formatted(labels, file));
    }
    if (on.data() == null || !DataSource.isFile(on.data())) {
      throw new InvalidInputException(labels + ": only for the rows of a file; expected it as `data`");
    }
  }

  private Known of(TrainedOn on, String data, Caller caller) throws IOException {
    caller.memory().requireForFile(data);
    DataSource source = DataSource.of(data, on.header(), on.labels(), model);
    int classes = model.velocity().classes();
    boolean isFile = DataSource.isFile(data);
    if (classes > 0 && (!isFile || !on.labels().isEmpty())) {
      requireClasses(on.labels().isEmpty() ? "`data` " + data : "`labels` " + Shown.cut(on.labels()), source);
    }
    Map<String, Object> options = options();
    options.put("header", on.header().name().toLowerCase(Locale.ROOT));
    options.put("classes", classes > 0 && !isFile);
    options.put("labels", on.labels());
    Map<String, String> hashes = new LinkedHashMap<>(Map.of(Training.DATA_HASH, source.hash()));
    if (on.labels().isEmpty()) {
      return new Known(this, options, hashes);
    }
    hashes.put(Training.LABELS_HASH, source.labelsHash());
    return new Known(new PointWeights(file, model.withClassNames(source.classNames()), remarks), options, hashes);
  }

  private void requireClasses(String where, DataSource source) {
    int classes = model.velocity().classes();
    if (source.learnt().classes() != classes) {
      throw new InvalidInputException(
          "%s: has %d classes, the network has %d".formatted(where, source.learnt().classes(), classes));
    }
    List<String> names = model.classNames();
    if (!names.isEmpty() && !names.equals(source.classNames())) {
      throw new InvalidInputException("%s: has other classes than the network, which has %s".formatted(where,
          Shown.cut(String.join(", ", names))));
    }
  }

  private Known ofUsualData() throws IOException {
    int classes = model.velocity().classes();
    DataSource usual = DataSource.of(RunConfig.defaults().data());
    boolean fits = model.standardizer().equals(usual.standardizer())
        && (classes == 0 || classes == usual.learnt().classes());
    Map<String, Object> options = options();
    options.put("classes", fits && classes > 0);
    if (!fits) {
      // The data have other columns or classes, or come from a file.
      options.put("data", PointRun.UNKNOWN_DATA);
    }
    return new Known(this, options, Map.of());
  }

  private Map<String, Object> options() {
    var shape = model.velocity().shape();
    Map<String, Object> options = new LinkedHashMap<>(
        Map.of("hidden", shape.hidden(), "layers", shape.layers(), "activation",
            shape.activation().toString(), "time-input", shape.timeInput().toString(), "time-scale", shape.timeScale(),
            "source", model.source(), "path", model.path(), "sigma-min", model.sigmaMin()));
    if (model.isFlowMap()) {
      options.put("objective", RunConfig.MEAN_FLOW);
      options.put("guided", model.isGuidedMap());
    }
    return options;
  }

  @Override
  public void write(Path to) throws IOException {
    model.write(to);
  }

  @Override
  public long count() {
    return model.velocity().shape().parameters();
  }
}
