package dev.millrace.spark.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.train.DivergedException;
import org.jspecify.annotations.Nullable;

/**
 * What a rank ends with. All ranks tell each other, so that each knows the first cause of a failure, not only that a
 * connection is broken.
 *
 * @param way how it ended
 * @param text the checksum of the weights, or what went wrong
 * @param error what the driver throws, if it makes no sense to try again
 */
record Outcome(Way way, String text, @Nullable RuntimeException error) implements Serializable {
  /** How a rank ends. */
  enum Way {
    /** All steps are made. */
    TRAINED,
    /** Another attempt would end in the same way. */
    WRONG,
    /** Another attempt may succeed. */
    FAILED,
    /** Another rank has ended, which is why this one did. */
    LOST
  }

  static Outcome trained(String checksum) {
    return new Outcome(Way.TRAINED, checksum, null);
  }

  static Outcome of(int rank, Throwable error) {
    if (error instanceof InvalidInputException || error instanceof DivergedException) {
      return new Outcome(Way.WRONG, String.valueOf(error.getMessage()), (RuntimeException) error);
    }
    return error instanceof LostRankException
        ? new Outcome(Way.LOST, "rank %d: %s".formatted(rank, error.getMessage()), null)
        : new Outcome(Way.FAILED, "rank %d: %s".formatted(rank, error), null);
  }

  /** Why the ranks have failed: the first that did not fail because of another. */
  static Optional<Outcome> cause(List<Outcome> all) {
    for (Way way : List.of(Way.WRONG, Way.FAILED, Way.LOST)) {
      Optional<Outcome> first = all.stream().filter(outcome -> outcome.way == way).findFirst();
      if (first.isPresent()) {
        return first;
      }
    }
    return Optional.empty();
  }

  /** The same as text, for messages of Spark. */
  String encoded() {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(this);
      }
      return Base64.getEncoder().encodeToString(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Outcome> decoded(String[] all) {
    return Arrays.stream(all).map(Outcome::decoded).toList();
  }

  static Outcome decoded(String text) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
      return (Outcome) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
