package dev.millrace.images;

import dev.millrace.flow.random.Seed;
import dev.millrace.images.open.Devices;
import dev.millrace.images.open.ImageRun;
import dev.millrace.images.rounds.ImageRounds;
import dev.millrace.images.sample.ImageRows;
import dev.millrace.images.sample.ImageSampling;
import dev.millrace.runs.open.Classes;
import dev.millrace.runs.rows.FlowPairs;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RunFacts;
import dev.millrace.runs.sample.PairSolver;
import dev.millrace.runs.work.Device;
import dev.millrace.torch.ImageFlow;
import dev.millrace.torch.Torch;

/**
 * A flow of images with its weights on a device.
 *
 * @param flow what rows are drawn from
 * @param torch the engine of the device
 */
record LoadedImages(ImageRows.Flow flow, Torch torch) implements LoadedRun {
  static LoadedImages of(ImageRun run, Device device) {
    Torch torch = Devices.open(device);
    try {
      return new LoadedImages(new ImageRows.Flow(run, new ImageFlow(torch, run.model())), torch);
    } catch (RuntimeException | Error e) {
      torch.close();
      throw e;
    }
  }

  @Override
  public ImageRows rows(RowSettings how, Seed seed) {
    return ImageRows.of(flow, how, seed);
  }

  @Override
  public FlowPairs pairs(RowSettings how, Seed seed, long from, int count) {
    Classes classes = flow.run().classes();
    int dim = flow.run().net().dim();
    float[] noise = ImageFlow.noise(from, count, dim, seed, Seed.Purpose.SAMPLING, 0);
    int[] labels = Classes.inTurn(classes.all(), from, count);
    return new FlowPairs(dim, noise, flow.images().sample(PairSolver.of(how, ImageRounds.USUAL_STEPS), noise, labels,
        classes.guidance(how.guidance())).points(), labels);
  }

  @Override
  public RunFacts facts() {
    ImageRows usual = rows(RowSettings.USUAL, new Seed(0));
    Classes classes = flow.run().classes();
    return new RunFacts(usual.columns(), classes.all().stream().map(classes::name).toList(),
        ImageSampling.OF_ONE_CLASS, usual.group().steps(), usual.solver(), usual.endings(), null);
  }

  @Override
  public void close() {
    flow.images().close();
    torch.close();
  }
}
