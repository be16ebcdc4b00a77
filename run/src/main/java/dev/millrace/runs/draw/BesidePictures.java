package dev.millrace.runs.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.open.PointRun;
import dev.millrace.runs.work.Caller;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pictures of two flows of the same data, which were trained in different ways, from the same start points. */
public final class BesidePictures {
  private BesidePictures() {
  }

  /**
   * Draws the trajectories, and the samples by number of steps if both flows are measured with the same numbers.
   *
   * @param run the flow on the right, or below; its folder receives the pictures
   * @param other the flow on the left, or above
   * @param caller hears if data have changed since a training
   * @return the files
   * @throws InvalidInputException if the flows have not learnt the same data, or the data have one column
   * @throws IOException if reading or writing fails
   */
  public static List<Path> draw(RunDirectory run, RunDirectory other, Caller caller) throws IOException {
    List<PointRun> flows = List.of(named(other, caller), named(run, caller));
    PointRun left = flows.getFirst();
    PointRun right = flows.getLast();
    if (!left.config().data().equals(right.config().data()) || left.dim() != right.dim()) {
      throw new InvalidInputException("`beside` %s: has learnt %s, and %s has learnt %s; expected the same data"
          .formatted(other.path(), left.config().data(), run.path(), right.config().data()));
    }
    if (left.dim() < 2) {
      throw new InvalidInputException("`beside`: needs at least 2 columns, %s has 1".formatted(left.config().data()));
    }
    RoundPictures pictures = new RoundPictures(flows, together(other.readEvaluation(), run.readEvaluation()));
    PictureFiles files = new PictureFiles(run.plots());
    Gallery.put(files, "trajectories-beside", pictures.trajectories());
    Gallery.put(files, "step-counts-beside", pictures.stepCounts());
    return files.written();
  }

  private static PointRun named(RunDirectory run, Caller caller) throws IOException {
    return PointRun.of(run, caller).named(String.valueOf(run.path().toAbsolutePath().normalize().getFileName()));
  }

  /** The figures of both in the form of those of a reflow, which also has one floor for all. */
  private static JsonNode together(JsonNode left, JsonNode right) {
    ObjectNode both = JsonMapper.shared().createObjectNode();
    both.set("solver", right.path("solver"));
    both.set("floor", right.path("floor"));
    boolean alike = left.path("units").equals(right.path("units")) && left.path("solver").equals(right.path("solver"));
    if (right.path("units").isString()) {
      both.set("units", right.path("units"));
    }
    both.putArray("rounds").add(alike ? left : both.objectNode()).add(alike ? right : both.objectNode());
    return both;
  }
}
