package dev.millrace.tables.kind.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.parallel.Workers;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Shown;
import dev.millrace.plot.Picture;
import dev.millrace.runs.draw.LossPicture;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.kind.open.DistinctNames;
import dev.millrace.tables.kind.open.TableRun;
import dev.millrace.tables.kind.sample.LearntRows;
import dev.millrace.tables.kind.train.TableData;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.trust.TrustPictures;

/** The pictures of a run of a table. */
public final class TableRunPictures {
  private static final String LOSS = "loss";
  private static final String ALL = "all";
  private static final List<String> KINDS = List.of(LOSS, TrustPictures.COLUMNS, TrustPictures.PAIRS, ALL);
  /** So many rows show how columns are distributed. */
  private static final int MOST_ROWS = 20_000;

  private TableRunPictures() {
  }

  /**
   * Draws the loss over the training, if there is a log of it.
   *
   * @param run the folder of the run
   * @param data the name of the data
   * @return the files
   * @throws IOException if reading or writing fails
   */
  public static List<Path> loss(RunDirectory run, String data) throws IOException {
    PictureFiles files = new PictureFiles(run.plots());
    writeLoss(files, run, data);
    return files.written();
  }

  private static void writeLoss(PictureFiles files, RunDirectory run, String data) throws IOException {
    Optional<Picture> loss = LossPicture.of(run, DataNames.shortName(data));
    if (loss.isPresent()) {
      files.write(LOSS, loss.get());
    }
  }

  /**
   * Draws pictures again: the loss, and real rows beside synthetic ones, column by column and in pairs of columns. Those of
   * the figures by number of steps are drawn when these are measured.
   *
   * @param run the run
   * @param picture the name of one, or "all"; without the data of the run, all are the loss
   * @param caller hears of the work
   * @return the files
   * @throws InvalidInputException if there is no picture of this name, or the data are missing or have changed
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(TableRun run, String picture, Caller caller) throws IOException {
    if (!KINDS.contains(picture)) {
      throw new InvalidInputException(
          "`kind` %s: of a run of tables expected %s; evaluate draws the pictures of its figures"
              .formatted(Shown.cut(picture), String.join(", ", KINDS.subList(0, KINDS.size() - 1)) + " or " + ALL));
    }
    PictureFiles files = new PictureFiles(run.run().plots());
    if (picture.equals(LOSS) || picture.equals(ALL)) {
      writeLoss(files, run.run(), run.config().data());
    }
    if (!picture.equals(LOSS)) {
      try {
        for (Map.Entry<String, Picture> drawn : ofRows(run, picture, caller).entrySet()) {
          files.write(drawn.getKey(), drawn.getValue());
        }
      } catch (InvalidInputException e) {
        if (!picture.equals(ALL)) {
          throw e;
        }
        caller.warn("note: only the loss is drawn: " + e.getMessage());
      }
    }
    return files.written();
  }

  private static Map<String, Picture> ofRows(TableRun run, String picture, Caller caller) throws IOException {
    TableData data = TableData.again(run.config(), run.schema(), run.model(), caller);
    Table real = DistinctNames.in(run.schema(), data.learnt());
    int threads = Workers.orAllProcessors(run.config().threads());
    try (Work _ = caller.begin("drawing pictures")) {
      Table synthetic = LearntRows.of(run, new SampleOptions(new Seed(0), 0, run.usualSteps(), false, threads)).rows(0,
          Math.min(MOST_ROWS, real.rows()));
      Map<String, Picture> pictures = TrustPictures.ofRows(DataNames.shortName(run.config().data()), real, synthetic,
          threads);
      if (!picture.equals(ALL)) {
        pictures.keySet().retainAll(List.of(picture));
      }
      if (pictures.isEmpty()) {
        throw new InvalidInputException("`kind` %s: the run has a single column".formatted(picture));
      }
      return pictures;
    }
  }
}
