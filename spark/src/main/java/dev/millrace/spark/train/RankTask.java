package dev.millrace.spark.train;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.store.RunLock;
import dev.millrace.flow.train.MlpNetwork;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/** What a task of a barrier stage does: it reads the rows of its partition and trains with the others. */
final class RankTask extends AbstractFunction1<Iterator<Row>, Iterator<String>> implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;
  private static final int FIRST_ROWS = 1 << 10;
  private static final int WAIT_MILLIS = 100;
  private static final int MOST_WAITS = 300;

  private final String folder;
  private final String marker;
  private final HashMap<String, Object> options;
  private final int period;
  private final boolean resume;
  private final RankRows kind;

  /**
   * @param folder the folder of the run
   * @param marker a file in it, by which rank 0 sees that it is the folder that the driver sees
   * @param training how to train
   * @param kind what the rows are
   */
  RankTask(Path folder, String marker, TrainOptions training, RankRows kind) {
    this.folder = folder.toString();
    this.marker = marker;
    this.options = new HashMap<>(training.options());
    this.period = training.period();
    this.resume = training.resume();
    this.kind = kind;
  }

  /** {@return the checksum of the weights} */
  @Override
  public Iterator<String> apply(Iterator<Row> rows) {
    BarrierTaskContext task = BarrierTaskContext.get();
    try {
      return CollectionConverters.asScala(List.of(train(task, rows)).iterator());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String train(BarrierTaskContext task, Iterator<Row> rows) throws IOException {
    int rank = task.partitionId();
    int count = task.getTaskInfos().length;
    RunConfig config = new TrainOptions(options, count, period, resume).config();
    RunConfig own = TrainOptions.share(config, count, rank, SparkEnv.get().conf().getInt("spark.task.cpus", 1));
    RankRows.Learnt learnt = kind.learnt(read(rows, rank), own);
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try (Ranks ranks = Ranks.connect(rank, count, host, mine -> task.allGather(mine[0]))) {
      RankNetwork network = new RankNetwork(new MlpNetwork(config.shape(learnt.data().learnt())), ranks, period);
      RankTraining training = new RankTraining(config, own, learnt, network);
      if (rank > 0) {
        training.follow();
      } else {
        lead(training, task);
      }
      return Sha256.of(training.lastWeights(), ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Rank 0 writes the run, whose newest checkpoint a repeated stage goes on from. */
  private void lead(RankTraining training, BarrierTaskContext task) throws IOException {
    RunDirectory run = new RunDirectory(Path.of(folder));
    if (Files.notExists(run.path().resolve(marker))) {
      throw new InvalidInputException(
          "%s: the executor of rank 0 does not see this folder of the driver; expected one on a file system that all share"
              .formatted(folder));
    }
    if (task.stageAttemptNumber() > 0) {
      awaitFree(run);
    }
    boolean goesOn = resume || (task.stageAttemptNumber() > 0 && Files.exists(run.configFile()));
    RecordedTraining.run(training, run, new RecordedTraining.Plan("training", Optional.empty(), goesOn),
        new Caller(_ -> {}, task::isInterrupted, MemoryLimit.ofJava()));
    training.end();
  }

  /** Waits until rank 0 of the stage that failed, which is being ended, has let go of the run. */
  private static void awaitFree(RunDirectory run) throws IOException {
    for (int waits = 0;; waits++) {
      try (RunLock _ = run.lock()) {
        return;
      } catch (InvalidInputException e) {
        if (waits == MOST_WAITS) {
          throw e;
        }
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while another process writes to the run", e);
      }
    }
  }

  /** The rows of this rank, as the network sees them. */
  private float[] read(Iterator<Row> rows, int rank) {
    double[] row = new double[kind.names().size()];
    float[] all = new float[FIRST_ROWS * row.length];
    int used = 0;
    while (rows.hasNext()) {
      Statistics.numbers(rows.next(), kind.names(), row);
      all = RankRows.grown(all, used, row.length);
      System.arraycopy(kind.encoded(row), 0, all, used, row.length);
      used += row.length;
    }
    if (used == 0) {
      throw new InvalidInputException("rank %d has no rows; expected fewer `ranks`".formatted(rank));
    }
    return Arrays.copyOf(all, used);
  }
}
