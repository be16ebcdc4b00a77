package dev.millrace.runs.points;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.sample.PointRows;
import dev.millrace.runs.sample.PointSampling;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;

/** A trained flow of points. */
record TrainedPoints(Kind kind, RunDirectory folder, FlowModel model) implements TrainedRun {
  @Override
  public RunConfig config() {
    try {
      return ConfigFile.read(folder.configFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long parameters() {
    return model.velocity().shape().parameters();
  }

  @Override
  public int dim() {
    return model.velocity().shape().dim();
  }

  @Override
  public Sampled sample(SamplingOptions options, Caller caller) throws IOException {
    if (options.integration().isStochastic()) {
      String coupling = config().coupling();
      if (!coupling.equals("independent")) {
        caller.warn("note: `sde` keeps the distribution of a flow with independent coupling; %s was trained with %s"
            .formatted(folder.path(), coupling));
      }
    }
    return PointSampling.sample(subject(), options, caller);
  }

  @Override
  public LoadedPoints load(Device device) {
    device.requireForPoints(folder.path().toString());
    return new LoadedPoints(new PointRows.Flow(subject(), device.processors()));
  }

  private PointSampling.Subject subject() {
    if (model.velocity().classes() == 0) {
      // Reading the options takes longer than drawing a few samples.
      return new PointSampling.Subject(folder, model, new Classes(folder.path(), 0, List.of(), false), "");
    }
    RunConfig config = config();
    Classes classes = Classes.of(folder, model, config);
    return new PointSampling.Subject(folder, model, classes, classes.column(config));
  }
}
