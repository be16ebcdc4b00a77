package dev.millrace.images.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.coupling.ImageEpochs;
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
 * @param images its images
 * @param net the network's shape
 * @param hash what identifies the images of all ranks
 */
record ImagePart(ImageConfig own, Torch torch, ImageSet images, ImageNet net, String hash) implements RankPart {
  static ImagePart of(ImageConfig own, ImageSet images, String hash) {
    Torch torch = Torch.open(own.torchOptions());
    try {
      return new ImagePart(own.resolvedFor(torch), torch, images, own.net(images), hash);
    } catch (RuntimeException | Error e) {
      torch.close();
      throw e;
    }
  }

  @Override
  public Objective objective() {
    return own.learnt(own.objective(new ImageEpochs(images, own.flip())));
  }

  @Override
  public TorchNetwork network() {
    return new TorchNetwork(torch, net, own.micro());
  }

  @Override
  public TrainingOptions options() {
    return own.trainingOptions(net.dim(), 1);
  }

  @Override
  public float[] start() {
    return net.start(new Seed(own.seed()));
  }

  @Override
  public Map<String, String> dataHashes() {
    return Map.of(Training.DATA_HASH, hash);
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
    return net.toString();
  }

  @Override
  public String unit() {
    return "images";
  }

  @Override
  public void write(float[] average, Path file) throws IOException {
    new ImageModel(net, average, own.path(), own.sigmaMin(), images.classNames()).write(file);
  }

  @Override
  public void close() {
    torch.close();
  }
}
