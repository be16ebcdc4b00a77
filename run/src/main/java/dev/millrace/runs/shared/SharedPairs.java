package dev.millrace.runs.shared;

import java.io.IOException;
import java.io.Serial;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.flow.coupling.FixedPairs;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.train.Training;
import org.jspecify.annotations.Nullable;

/**
 * A reflow whose pairs lie on several machines. A row is the noise, its sample, both arrays of floats, and the class, if the
 * flow has classes.
 *
 * @param flow the flow that learns them
 */
public record SharedPairs(PairLearner flow) implements SharedTraining<PairSurvey> {
  @Override
  public PairSurvey survey() {
    return new PairSurvey(flow.dim(), flow.classes());
  }

  @Override
  public RankRows rows(PairSurvey all, int ranks) {
    HashMap<String, String> hashes = new HashMap<>(flow.dataHashes());
    hashes.put(Training.PAIRS_HASH, all.hash());
    return new Rows(flow, hashes);
  }

  /** What travels to the ranks. */
  private record Rows(PairLearner flow, HashMap<String, String> hashes) implements RankRows {
    @Serial
    private static final long serialVersionUID = 1;

    @Override
    public TrainingConfig config() {
      return flow.config();
    }

    @Override
    public Reading reading(TrainingConfig own) {
      return new OfPairs(flow, own, hashes);
    }
  }

  private static final class OfPairs implements RankRows.Reading {
    private final PairLearner flow;
    private final TrainingConfig own;
    private final Map<String, String> hashes;
    private final int dim;
    private final int classes;
    private final FloatRows noise;
    private final FloatRows samples;
    private final IntStream.Builder labels = IntStream.builder();

    OfPairs(PairLearner flow, TrainingConfig own, Map<String, String> hashes) {
      this.flow = flow;
      this.own = own;
      this.hashes = hashes;
      this.dim = flow.dim();
      this.classes = flow.classes();
      this.noise = new FloatRows(dim);
      this.samples = new FloatRows(dim);
    }

    @Override
    public void add(@Nullable Object[] row) {
      noise.add(PairSurvey.numbers(row, PairSurvey.NOISE, dim));
      samples.add(PairSurvey.numbers(row, PairSurvey.SAMPLE, dim));
      if (classes > 0) {
        labels.add(PairSurvey.label(row, classes));
      }
    }

    @Override
    public RankPart part() throws IOException {
      return flow.part(new FixedPairs(noise.toArray(), samples.toArray(), labels.build().toArray(), classes, dim), own,
          hashes);
    }
  }
}
