package dev.millrace.bench.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Runs the forms of a case in turn, A B C A B C …, one at a time: first a round that is not counted, then the counted
 * rounds.
 */
final class Rounds {
  /** Forms whose repeats take longer need no second warm-up and fewer rounds. */
  private static final double LONG_SECONDS = 3;
  private static final int LONG_ROUNDS = 3;
  /** The relative difference that is allowed; single precision over a hundred steps gives about 10⁻⁵. */
  private static final double SAME = 1e-3;

  private final Map<Peer, Contestant> contestants;
  private final Map<Peer, String> missing;
  private final int rounds;
  private final Consumer<String> progress;

  /**
   * @param contestants those that take part
   * @param missing the reasons why others do not
   * @param progress receives messages about the progress
   */
  Rounds(Map<Peer, Contestant> contestants, Map<Peer, String> missing, int rounds, Consumer<String> progress) {
    this.contestants = contestants;
    this.missing = Map.copyOf(missing);
    this.rounds = rounds;
    this.progress = progress;
  }

  /** The results of a form so far. */
  private static final class Course {
    final @Nullable Contestant contestant;
    /** Seconds by round; NaN if the form did not work in a round. */
    final double[] seconds;
    String note = "";
    double value;
    boolean isLong;
    boolean out;

    Course(@Nullable Contestant contestant, int rounds) {
      this.contestant = contestant;
      seconds = new double[rounds + 1];
      Arrays.fill(seconds, Double.NaN);
    }

    void drop(String why) {
      out = true;
      Arrays.fill(seconds, Double.NaN);
      note = why;
    }
  }

  Outcome run(Case one) {
    List<Course> courses = new ArrayList<>();
    for (Form form : one.forms()) {
      progress.accept(one.label() + ": preparing " + form.title());
      courses.add(prepared(one, form));
    }
    for (int round = 0; round <= rounds; round++) {
      progress.accept(one.label() + (round == 0 ? ": warming up" : ": round " + round + " of " + rounds));
      for (int f = 0; f < courses.size(); f++) {
        Course course = courses.get(f);
        Contestant contestant = course.contestant;
        if (contestant != null && !course.out && !(course.isLong && (round == 0 || round > LONG_ROUNDS))) {
          run(contestant, one, one.forms().get(f), course, round);
        }
      }
    }
    return outcome(one, courses);
  }

  private Course prepared(Case one, Form form) {
    Contestant contestant = contestants.get(form.peer());
    Course course = new Course(contestant, rounds);
    if (contestant == null) {
      course.drop(missing.getOrDefault(form.peer(), ""));
      return course;
    }
    try {
      JsonNode answer = contestant.prepare(one, form);
      course.note = answer.path("note").asString();
      course.isLong = answer.path("first").asDouble() > LONG_SECONDS;
    } catch (Contestant.UnableException e) {
      course.drop(String.valueOf(e.getMessage()));
    }
    return course;
  }

  private static void run(Contestant contestant, Case one, Form form, Course course, int round) {
    try {
      JsonNode answer = contestant.run(one, form);
      if (round > 0) {
        course.seconds[round] = answer.path("seconds").asDouble();
      }
      course.value = answer.path("value").asDouble();
      String note = answer.path("note").asString("");
      course.note = note.isEmpty() ? course.note : note;
    } catch (Contestant.UnableException e) {
      course.drop(String.valueOf(e.getMessage()));
    }
  }

  private static Outcome outcome(Case one, List<Course> courses) {
    List<Outcome.Entry> entries = new ArrayList<>();
    Course base = courses.getFirst();
    for (int f = 0; f < courses.size(); f++) {
      Course course = courses.get(f);
      double[] ratios = numbers(IntStream.range(0, base.seconds.length)
          .mapToDouble(round -> course.seconds[round] / base.seconds[round]));
      double[] seconds = numbers(Arrays.stream(course.seconds));
      String note = course.note;
      if (one.sameResult() && !course.out && !base.out
          && !(Math.abs(course.value - base.value) <= SAME * Math.abs(base.value))) {
        note = "another result: " + course.value + " ≠ " + base.value;
      } else if (seconds.length > 0 && course.isLong) {
        note = (note.isEmpty() ? "" : note + ", ") + seconds.length + " rounds";
      }
      entries.add(new Outcome.Entry(one.forms().get(f), seconds,
          f == 0 || ratios.length == 0 ? null : Spread.of(ratios), note));
    }
    return new Outcome(one, entries);
  }

  private static double[] numbers(DoubleStream values) {
    return values.filter(value -> !Double.isNaN(value)).toArray();
  }
}
