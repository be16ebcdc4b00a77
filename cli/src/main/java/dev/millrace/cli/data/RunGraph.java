package dev.millrace.cli.data;

import java.io.IOException;
import java.util.Map;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.onnx.OnnxGraph;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.runs.kind.Kind;
import dev.millrace.tables.kind.TrainedTable;
import dev.millrace.tables.kind.open.TableRun;

/** The flow of a run as an ONNX graph. */
public final class RunGraph {
  private RunGraph() {
  }

  /**
   * {@return the graph}
   *
   * @param kind the kind of the run
   * @param folder the run, which is trained
   * @param options the form of the graph
   * @throws dev.millrace.flow.InvalidInputException if its network has no graph
   * @throws IOException if reading fails
   */
  public static OnnxGraph of(Kind kind, RunDirectory folder, OnnxOptions options) throws IOException {
    Map<String, String> provenance = ConfigFile.provenance(folder.configFile());
    if (kind.name().equals("tables")) {
      TableRun table = ((TrainedTable) kind.open(folder)).run();
      return OnnxGraph.of(table.model(), new OnnxGraph.Origin(OnnxGraph.checksum(folder.modelFile()), provenance),
          table.usualSteps(), options);
    }
    return OnnxGraph.of(folder.modelFile(), provenance, options);
  }
}
