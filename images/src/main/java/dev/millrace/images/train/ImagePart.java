package dev.millrace.images.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.coupling.PairSource;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.Objective;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.train.Training;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;
import dev.millrace.torch.Torch;
import dev.millrace.torch.TorchNetwork;

/**
 * What a rank learns of images.
 *
 * @param own the options for this rank's share, with what suits its device
 * @param torch the engine of this rank, which is closed with it
 * @param pairs those of its images, or of a flow
 * @param model the flow before the first step
 * @param dataHashes what identifies the rows of all ranks
 */
record ImagePart(ImageConfig own, Torch torch, PairSource pairs, ImageModel model, Map<String, String> dataHashes)
    implements
      RankPart {
  static ImagePart of(ImageConfig own, ImageSet images, String hash) {
    ImageNet net = own.net(images);
    return of(own, new ImageEpochs(images, own.flip()), new ImageModel(net, net.start(new Seed(own.seed())), own.path(),
        own.sigmaMin(), net.classes() == 0 ? List.of() : images.classNames()), Map.of(Training.DATA_HASH, hash));
  }

  static ImagePart of(ImageConfig own, PairSource pairs, ImageModel model, Map<String, String> dataHashes) {
    Torch torch = Torch.open(own.torchOptions());
    try {
      return new ImagePart(own.resolvedFor(torch), torch, pairs, model, dataHashes);
    } catch (RuntimeException | Error e) {
      torch.close();
      throw e;
    }
  }

  @Override
  public Objective objective() {
    return own.learnt(own.objective(pairs));
  }

  @Override
  public TorchNetwork network() {
    return new TorchNetwork(torch, model.net(), own.micro());
  }

  @Override
  public TrainingOptions options() {
    return own.trainingOptions(model.net().dim(), 1);
  }

  @Override
  public float[] start() {
    return model.weights();
  }

  @Override
  public List<String> columns() {
    return List.of();
  }

  @Override
  public String engine() {
    return torch.info().toString();
  }

  @Override
  public String networkText() {
    return model.net().toString();
  }

  @Override
  public String unit() {
    return "images";
  }

  @Override
  public void write(float[] average, Path file) throws IOException {
    new ImageModel(model.net(), average, model.path(), model.sigmaMin(), model.classNames()).write(file);
  }

  @Override
  public void close() {
    torch.close();
  }
}
