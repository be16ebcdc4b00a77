package dev.millrace.images;

import java.io.IOException;

import dev.millrace.flow.run.RunDirectory;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.sample.ImageSampling;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Device;
import dev.millrace.torch.ImageConfig;

/** A trained flow of images. */
record TrainedImages(Kind kind, ImageRun run) implements TrainedRun {
  @Override
  public RunDirectory folder() {
    return run.run();
  }

  @Override
  public ImageConfig config() {
    return run.config();
  }

  @Override
  public long parameters() {
    return run.net().parameterCount();
  }

  @Override
  public int dim() {
    return run.net().dim();
  }

  @Override
  public Sampled sample(SamplingOptions options, Caller caller) throws IOException {
    return ImageSampling.sample(run, options, caller);
  }

  @Override
  public LoadedImages load(Device device) {
    return LoadedImages.of(run, device);
  }
}
