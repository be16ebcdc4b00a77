package dev.millrace.runs.open;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.Guidance;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Nearest;
import dev.millrace.flow.text.Shown;
import org.jspecify.annotations.Nullable;

/**
 * The classes of a run, as options name them: by name, by number, or {@code any} for samples of any class, which the
 * network has learnt from data whose class was hidden.
 *
 * @param run the folder of the run, for messages
 * @param count number of classes; 0 if it has none
 * @param names one name per class, or empty if they have none
 * @param knowsAny whether the class of some of the data was hidden from the network
 */
public record Classes(Path run, int count, List<String> names, boolean knowsAny) {
  private static final String ANY = "any";
  private static final String COLUMN = "class";
  private static final int MOST_SHOWN = 20;
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  /** Copies the names. */
  public Classes {
    names = List.copyOf(names);
  }

  /**
   * {@return the classes of a run of points}
   *
   * @param run the run
   * @param model the model
   * @param config the options of the run
   */
  public static Classes of(RunDirectory run, FlowModel model, RunConfig config) {
    return new Classes(run.path(), model.velocity().classes(), model.classNames(), config.labelDropout() > 0);
  }

  /**
   * {@return the name of the column of classes in files of samples: that of the data's column of labels, or "class"; empty
   * if the run has no classes}
   *
   * @param config the options of the run
   */
  public String column(RunConfig config) {
    String labels = config.labels();
    return count == 0 ? "" : labels.isEmpty() || DataSource.isFile(labels) ? COLUMN : labels;
  }

  /**
   * {@return what files of samples say of a class: its name, or its number if the classes have no names}
   *
   * @param label the class, where the number of classes stands for any class
   */
  public String inFiles(int label) {
    return names.isEmpty() ? Integer.toString(label) : name(label);
  }

  /** {@return all classes; an empty list if the run has no classes} */
  public List<Integer> all() {
    return IntStream.range(0, count).boxed().toList();
  }

  /** {@return the class "any" alone; an empty list if the run has no classes} */
  public List<Integer> any() {
    return count == 0 ? List.of() : List.of(count);
  }

  /**
   * Parses one class or several.
   *
   * @param option the option, for messages, such as "--class"
   * @param text such as "7", "cat" or "0,1,2"
   * @return the classes
   * @throws InvalidInputException if there is no such class, or the run has none
   */
  public List<Integer> parse(String option, String text) {
    if (count == 0) {
      throw new InvalidInputException(
          "%s %s: %s was trained without classes".formatted(option, Shown.cut(text), run));
    }
    // A name may contain commas.
    return names.contains(text)
        ? List.of(names.indexOf(text))
        : Arrays.stream(text.split(",", -1)).map(name -> one(option, name.strip())).toList();
  }

  private int one(String option, String name) {
    int named = names.indexOf(name);
    if (named >= 0) {
      return named;
    }
    if (name.equals(ANY)) {
      requireAny(option + " " + ANY);
      return count;
    }
    // Where numbers are names, as those of labels that are not 0, 1, 2 …, no other numbers name a class.
    boolean numbered = names.stream().noneMatch(each -> NUMBER.matcher(each).matches());
    if (numbered && NUMBER.matcher(name).matches() && Integer.parseInt(name) < count) {
      return Integer.parseInt(name);
    }
    List<String> known = all().stream().map(this::name).toList();
    String meant = NUMBER.matcher(name).matches()
        ? ""
        : Nearest.of(name, known).map(near -> " (did you mean %s?)".formatted(Shown.cut(near))).orElse("");
    throw new InvalidInputException("%s %s: %s has no such class%s; expected one of %s%s, or any".formatted(option,
        Shown.cut(name), run, meant,
        known.stream().limit(MOST_SHOWN).map(Shown::cut).collect(Collectors.joining(", ")),
        known.size() > MOST_SHOWN ? ", …" : ""));
  }

  /**
   * Refuses a flow that cannot do without a class.
   *
   * @param what what needs it, for the message
   * @throws InvalidInputException if the network never saw data without their class
   */
  public void requireAny(String what) {
    if (!knowsAny) {
      throw new InvalidInputException(
          "%s: %s was trained with `label-dropout` 0, so that it knows nothing of samples of any class".formatted(what,
              run));
    }
  }

  /**
   * Returns the weight of guidance.
   *
   * @param asked the value of the option, or null
   * @return the weight; 1, the plain field of the class, if the option is not given
   * @throws InvalidInputException if the run cannot be guided
   */
  public double guidance(@Nullable Double asked) {
    if (asked == null) {
      return 1;
    }
    Guidance.require("`guidance`", asked);
    if (count == 0) {
      throw new InvalidInputException(
          "`guidance` %s: %s was trained without classes".formatted(asked, run));
    }
    if (asked != 1) {
      requireAny("`guidance` " + asked);
    }
    return asked;
  }

  /**
   * {@return the name of a class, or "any"}
   *
   * @param label the class
   */
  public String name(int label) {
    return label == count ? ANY : names.isEmpty() ? Integer.toString(label) : names.get(label);
  }

  /**
   * Assigns rows to classes in turn by their numbers, so that the class of a row does not depend on how many there are.
   *
   * @param classes the classes; empty for rows without classes
   * @param from number of the first row
   * @param count how many
   * @return [count], or empty
   */
  public static int[] inTurn(List<Integer> classes, long from, int count) {
    int[] labels = new int[classes.isEmpty() ? 0 : count];
    Arrays.setAll(labels, i -> classes.get((int) ((from + i) % classes.size())));
    return labels;
  }

  /**
   * Assigns samples to classes, about as many to each class, in the order of the classes.
   *
   * @param classes the classes; empty for samples without classes
   * @param count how many
   * @return [count], or empty
   */
  public static int[] shared(List<Integer> classes, int count) {
    return IntStream.range(0, classes.isEmpty() ? 0 : count)
        .map(i -> classes.get((int) ((long) i * classes.size() / count))).toArray();
  }
}
