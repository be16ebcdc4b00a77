package dev.millrace.runs.shared;

import java.io.Serial;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.ContentHash;
import dev.millrace.runs.train.Provenance;
import org.jspecify.annotations.Nullable;

/** The number of pairs on several machines, which are those of a flow, and what identifies them. */
public final class PairSurvey implements Survey<PairSurvey> {
  @Serial
  private static final long serialVersionUID = 1;
  static final int NOISE = 0;
  static final int SAMPLE = 1;
  private static final int CLASS = 2;

  private final int dim;
  private final int classes;
  private long count;
  /** A sum over the pairs, so that it does not depend on their order. */
  private long checksum;

  PairSurvey(int dim, int classes) {
    this.dim = dim;
    this.classes = classes;
  }

  /** {@return the noise or the sample of a pair, as its row has it} */
  static float[] numbers(@Nullable Object[] row, int column, int dim) {
    if (!(row[column] instanceof float[] numbers) || numbers.length != dim) {
      throw new InvalidInputException("a pair has %s; expected an array of %d numbers, those of the flow".formatted(
          row[column] instanceof float[] others ? "an array of " + others.length : "no array", dim));
    }
    for (float number : numbers) {
      if (!Float.isFinite(number)) {
        throw new InvalidInputException("a pair has the number %s; expected finite ones".formatted(number));
      }
    }
    return numbers;
  }

  /** {@return the class of a pair} */
  static int label(@Nullable Object[] row, int classes) {
    if (row[CLASS] instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() < classes
        && number.doubleValue() == Math.rint(number.doubleValue())) {
      return number.intValue();
    }
    throw new InvalidInputException(
        "a pair has the class %s; expected a whole number from 0 to %d".formatted(row[CLASS], classes - 1));
  }

  @Override
  public void add(@Nullable Object[] row, long times) {
    long hash = classes > 0 ? label(row, classes) : 0;
    for (int column = NOISE; column <= SAMPLE; column++) {
      for (float number : numbers(row, column, dim)) {
        hash = ContentHash.of(hash ^ Float.floatToIntBits(number));
      }
    }
    checksum += times * hash;
    count += times;
  }

  @Override
  public void addAll(PairSurvey other) {
    count += other.count;
    checksum += other.checksum;
  }

  @Override
  public long rows() {
    return count;
  }

  /** {@return what identifies the pairs, whatever their order} */
  String hash() {
    return Provenance.rowsHash(count, checksum);
  }
}
