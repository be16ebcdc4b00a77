package dev.millrace.images.train;

import java.io.IOException;
import java.io.Serial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.images.open.ImageRun;
import dev.millrace.runs.rounds.Base;
import dev.millrace.runs.rounds.ReflowRounds;
import dev.millrace.runs.shared.PairLearner;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.torch.ImageConfig;
import dev.millrace.torch.ImageModel;
import dev.millrace.torch.ImageNet;

/**
 * A flow of images that learns the pairs of another.
 *
 * @param options the options
 * @param network the shape of the network
 * @param start the weights to begin with
 * @param classNames the names of the classes; empty if they have none
 * @param dataHashes of the images of the other flow
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ImagePairs(HashMap<String, Object> options, HashMap<String, String> network, float[] start,
    String[] classNames, HashMap<String, String> dataHashes) implements PairLearner {
  @Serial
  private static final long serialVersionUID = 1;
  /** No folder: the pairs are rows of the cluster. */
  private static final String PAIRS = "pairs:cluster";

  /**
   * {@return a flow that learns the pairs of a run}
   *
   * @param teacher the run
   * @param changes the options that are not those of a reflow on one machine
   * @throws dev.millrace.flow.InvalidInputException naming the option that has no meaning, or is out of range
   * @throws IOException if reading fails
   */
  public static ImagePairs of(ImageRun teacher, Map<String, Object> changes) throws IOException {
    ImageConfig trained = teacher.config();
    // The ranks have other devices, which other numbers of images at once suit.
    ImageConfig usual = ConfigFile.over(Base.straight(trained, Map.of()), "",
        Map.of("time", ReflowRounds.U_SHAPED, "micro", 0));
    ImageConfig config = ConfigFile.over(ConfigFile.over(usual, "", changes), "", Map.of("coupling", PAIRS));
    config.check();
    Base.requireSame(trained, config, "net", "size", "channels", "unconditional");
    ImageNet net = teacher.net().withSpans(config.spans());
    float[] start = net.start(new Seed(config.seed()));
    float[] weights = teacher.model().weights();
    System.arraycopy(weights, 0, start, 0, Math.min(start.length, weights.length));
    return new ImagePairs(new HashMap<>(ConfigFile.values(config)), new HashMap<>(net.metadata()), start,
        teacher.model().classNames().toArray(String[]::new), new HashMap<>(Base.dataHashes(teacher.run())));
  }

  private ImageNet net() {
    return ImageNet.parse("the network of the pairs", network);
  }

  @Override
  public ImageConfig config() {
    return ConfigFile.over(ImageConfig.defaults(), "", options);
  }

  @Override
  public int dim() {
    return net().dim();
  }

  @Override
  public int classes() {
    return net().classes();
  }

  @Override
  public RankPart part(FixedPairs pairs, TrainingConfig own, Map<String, String> hashes) {
    ImageConfig mine = (ImageConfig) own;
    return ImagePart.of(mine, pairs,
        new ImageModel(net(), start, mine.path(), mine.sigmaMin(), List.of(classNames)), hashes);
  }
}
