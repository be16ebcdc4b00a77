package dev.millrace.spark.train;

import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.flow.store.RunLock;
import dev.millrace.runs.shared.RankPart;
import dev.millrace.runs.shared.RankRows;
import dev.millrace.runs.train.RecordedTraining;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.MemoryLimit;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/**
 * What a task of a barrier stage does: it reads the rows of its partition and trains with the others. All ranks meet twice,
 * whatever happens: when their rows are read, and when they have ended.
 */
final class RankTask extends AbstractFunction1<Iterator<Row>, Iterator<String>> implements Serializable {
  @Serial
  private static final long serialVersionUID = 1;
  private static final int WAIT_MILLIS = 100;
  private static final int MOST_WAITS = 300;
  /** Starts the message of a rank that cannot begin. */
  private static final String FAILURE = "failure ";

  private final String folder;
  private final String marker;
  private final int period;
  private final boolean resume;
  private final int width;
  private final RankRows kind;
  private final @Nullable String teacher;

  /**
   * @param folder the folder of the run
   * @param marker a file in it, by which rank 0 sees that it is the folder that the driver sees
   * @param training how to train
   * @param width the number of columns
   * @param kind what the rows are
   * @param teacher the run with whose weights the training begins; null for none
   */
  RankTask(Path folder, String marker, TrainOptions training, int width, RankRows kind, @Nullable String teacher) {
    this.folder = folder.toString();
    this.marker = marker;
    this.period = training.period();
    this.resume = training.resume();
    this.width = width;
    this.kind = kind;
    this.teacher = teacher;
  }

  /** {@return how the rank ended, as {@link Outcome} encodes it, if another attempt would end in the same way} */
  @Override
  public Iterator<String> apply(Iterator<Row> rows) {
    Outcome end = ended(BarrierTaskContext.get(), rows);
    if (end.way() == Outcome.Way.TRAINED || end.way() == Outcome.Way.WRONG) {
      return CollectionConverters.asScala(List.of(end.encoded()).iterator());
    }
    throw new IllegalStateException(end.text());
  }

  /** How this rank ended; if others have failed first, why they did. */
  private Outcome ended(BarrierTaskContext task, Iterator<Row> rows) {
    int rank = task.partitionId();
    TrainingConfig own = TrainOptions.share(kind.config(), task.getTaskInfos().length, rank,
        SparkEnv.get().conf().getInt("spark.task.cpus", 1));
    AtomicBoolean hasMet = new AtomicBoolean();
    Outcome mine;
    try (RankPart part = read(rows, own)) {
      mine = Outcome.trained(train(task, own, part, hasMet));
    } catch (CannotBeginException e) {
      return e.outcome;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      mine = Outcome.of(rank, e);
    }
    return hasMet.get()
        ? Outcome.cause(Outcome.decoded(task.allGather(mine.encoded()))).orElse(mine)
        : failure(task.allGather(FAILURE + mine.encoded())).orElse(mine);
  }

  private RankPart read(Iterator<Row> rows, TrainingConfig own) throws IOException {
    RankRows.Reading reading = kind.reading(own);
    while (rows.hasNext()) {
      reading.add(ClusterRows.values(rows.next(), width));
    }
    return reading.part();
  }

  /** Why a rank cannot begin, if one cannot. */
  private static Optional<Outcome> failure(String[] messages) {
    return Outcome.cause(Arrays.stream(messages).filter(message -> message.startsWith(FAILURE))
        .map(message -> Outcome.decoded(message.substring(FAILURE.length()))).toList());
  }

  private String train(BarrierTaskContext task, TrainingConfig own, RankPart part, AtomicBoolean hasMet)
      throws IOException {
    int rank = task.partitionId();
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    try (Ranks ranks = Ranks.connect(rank, task.getTaskInfos().length, host, mine -> {
      hasMet.set(true);
      String[] addresses = task.allGather(mine[0]);
      failure(addresses).ifPresent(outcome -> {
        throw new CannotBeginException(outcome);
      });
      return addresses;
    })) {
      RankTraining training = new RankTraining(kind.config(), own, part,
          new RankNetwork(part.network(), ranks, period), teacher == null ? "" : teacher);
      if (rank > 0) {
        training.follow();
      } else {
        lead(training, task);
      }
      return Sha256.of(training.lastWeights(), ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** Another rank has said when all met that it cannot begin; no rank meets the others again. */
  private static final class CannotBeginException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    CannotBeginException(Outcome outcome) {
      super(outcome.text());
      this.outcome = outcome;
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
    Optional<RunDirectory> from = teacher == null ? Optional.empty() : Optional.of(run);
    RecordedTraining.run(training, run, new RecordedTraining.Plan("training", from, goesOn),
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
          throw new IOException(e.getMessage(), e);
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
}
