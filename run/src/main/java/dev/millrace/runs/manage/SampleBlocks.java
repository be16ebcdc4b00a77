package dev.millrace.runs.manage;

import java.io.IOException;
import java.util.function.Consumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.StoppedException;

/**
 * Samples of a run in blocks of rows, which together are the same as one call, on a fixed grid: any number of samples
 * takes no more memory than one block.
 */
public final class SampleBlocks {
  private SampleBlocks() {
  }

  /**
   * Makes samples block by block.
   *
   * @param run the run
   * @param options whose start is replaced by the rows of each block
   * @param offset number of the first row
   * @param count number of rows
   * @param block the most rows at once, at least 1
   * @param caller may cancel between two steps of a block
   * @param blocks receives each block
   * @throws InvalidInputException if a number is out of range
   * @throws StoppedException if the caller cancelled it
   * @throws IOException if reading fails
   */
  public static void of(TrainedRun run, SamplingOptions options, long offset, long count, int block, Caller caller,
      Consumer<Sampled> blocks) throws IOException {
    if (block < 1 || count < 0 || offset < 0 || offset > Long.MAX_VALUE / 2 - count) {
      throw new InvalidInputException(
          "`offset` %d, `count` %d, `block` %d: expected 0 or more, 0 or more, and 1 or more".formatted(offset, count,
              block));
    }
    for (long done = 0; done < count; done += block) {
      if (caller.isCancelled()) {
        throw new StoppedException("stopped after %d of %d samples".formatted(done, count), run.folder());
      }
      int rows = (int) Math.min(block, count - done);
      blocks.accept(run.sample(options.withRows(offset + done, rows), caller));
    }
  }
}
