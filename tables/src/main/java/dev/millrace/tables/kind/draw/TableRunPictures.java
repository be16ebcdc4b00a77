package dev.millrace.tables.kind.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.text.Shown;
import dev.millrace.plot.Picture;
import dev.millrace.runs.draw.LossPicture;
import dev.millrace.runs.draw.PictureFiles;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.kind.open.TableRun;

/** The pictures of a run of a table. */
public final class TableRunPictures {
  private static final String LOSS = "loss";
  private static final List<String> KINDS = List.of(LOSS, "all");

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
    Optional<Picture> loss = LossPicture.of(run, DataNames.shortName(data.startsWith("jdbc:") ? "database" : data));
    PictureFiles files = new PictureFiles(run.plots());
    if (loss.isPresent()) {
      files.write(LOSS, loss.get());
    }
    return files.written();
  }

  /**
   * Draws pictures again. Those of the figures are drawn when these are measured.
   *
   * @param run the run
   * @param picture the name of one, or "all"
   * @param caller hears of the work
   * @return the files
   * @throws InvalidInputException if there is no picture of this name
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(TableRun run, String picture, Caller caller) throws IOException {
    if (!KINDS.contains(picture)) {
      throw new InvalidInputException(
          "`kind` %s: of a run of tables expected %s; evaluate draws the pictures of its figures"
              .formatted(Shown.cut(picture), String.join(" or ", KINDS)));
    }
    caller.inform("the pictures of the figures are drawn by evaluate");
    return loss(run.run(), run.config().data());
  }
}
