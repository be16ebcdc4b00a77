package dev.millrace.onnx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Numbers;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.data.ValueForm;
import dev.millrace.tables.data.Words;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.train.TableOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static dev.millrace.onnx.Graphs.ORIGIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rows of a table's graph in ONNX Runtime are those that our own sampler draws. */
class TableGraphTests {
  @TempDir
  private Path folder = Path.of("");

  /** Words with a missing one, a number with atoms and missing values, few numbers, a date, a time, many numbers. */
  private static Table table() {
    int rows = 300;
    Random random = new Random(4);
    int[] kinds = new int[rows];
    int[] words = new int[rows];
    double[][] numbers = new double[5][rows];
    for (int i = 0; i < rows; i++) {
      kinds[i] = i % 3 == 0 ? 1 : 0;
      words[i] = i % 7 == 0 ? Words.MISSING : random.nextInt(3);
      numbers[0][i] = i % 4 == 0 ? 0 : i % 11 == 0 ? Double.NaN : Math.rint(1000 * random.nextGaussian()) / 100;
      numbers[1][i] = random.nextInt(4) * 5;
      numbers[2][i] = 18_000 + Math.rint(200 * random.nextGaussian());
      numbers[3][i] = 60 * Math.rint(2.5e7 + 1e4 * random.nextGaussian());
      numbers[4][i] = kinds[i] * 3 + random.nextGaussian();
    }
    List<ValueForm> forms = List.of(new ValueForm.Decimal(2, true, '.'), ValueForm.Decimal.INTEGER,
        ValueForm.Date.of("uuuu-MM-dd"), ValueForm.Timestamp.of("uuuu-MM-dd HH:mm", 60),
        new ValueForm.Decimal(16, false, '.'));
    Column[] columns = new Column[7];
    columns[0] = new Numbers("n0", numbers[0], forms.get(0));
    columns[1] = new Words("kind", kinds, List.of("a", "b"));
    columns[2] = new Words("word", words, List.of("x", "y", "é"));
    for (int k = 1; k < 5; k++) {
      columns[k + 2] = new Numbers("n" + k, numbers[k], forms.get(k));
    }
    return new Table(Arrays.asList(columns));
  }

  private static TableModel model(int label) {
    Table table = table();
    TableOptions usual = TableOptions.defaults(table.rows(), label >= 0).withHidden(32);
    return TableModel.train(table, label,
        usual.withTraining(usual.training().withSteps(40).withThreads(1).withBatch(64)), _ -> {});
  }

  @ParameterizedTest
  @CsvSource({"-1,1", "1,4"})
  void rowsAreOurs(int label, int steps) throws IOException {
    TableModel model = model(label);
    int rows = 257;
    Table ours = model.sample(rows, SampleOptions.of(7, steps).withThreads(1));
    int width = model.encoding().width();
    float[] x0 = Sampler.startPoints(new Gaussian(width), rows, new Seed(7));
    try (OnnxSession session = Graphs.open(folder, OnnxGraph.of(model, ORIGIN, 4, OnnxOptions.DEFAULTS))) {
      int values = 0;
      int different = 0;
      for (int c = 0; c < ours.width(); c++) {
        OnnxSession.Call call = session.call().floats("x0", x0, rows, width).integers("steps", new int[]{steps});
        if (label >= 0) {
          call.integers("label", ((Words) ours.column(label)).codes(), rows);
        }
        double[] graph = call.doubles("column_" + c);
        for (int row = 0; row < rows; row++) {
          double expected = switch (ours.column(c)) {
            case Words words -> words.codes()[row];
            case Numbers numbers -> numbers.values()[row];
          };
          different += Double.compare(graph[row], expected) == 0 || close(graph[row], expected, c) ? 0 : 1;
          values++;
        }
      }
      // A sum in another order may take a value over the edge of its rounding.
      assertTrue(different <= values / 500, different + " of " + values + " values differ");
    }
    OnnxFile file = OnnxFile.read(folder.resolve("graph.onnx"));
    assertEquals(List.of("n0", "kind", "word", "n1", "n2", "n3", "n4"), file.names("columns"));
    assertEquals(List.of("x", "y", "é"), file.names("levels_2"));
    assertEquals("column_2 int64 [n]", file.outputs().get(2).toString());
    assertTrue(file.outputs().get(4).about().contains("days since 1970"), file.outputs().get(4).about());
  }

  /** Of the last column no digit is rounded. */
  private static boolean close(double a, double b, int column) {
    return column == 6 && Math.abs(a - b) < 1e-4;
  }

  @Test
  void whatAGraphOfATableCannotIsRefused() {
    TableModel model = model(-1);
    for (OnnxOptions options : List.of(OnnxOptions.DEFAULTS.withSolver("heun"),
        OnnxOptions.DEFAULTS.withTrajectory(true),
        OnnxOptions.DEFAULTS.withForm(OnnxOptions.Form.VELOCITY))) {
      assertTrue(String.valueOf(assertThrows(InvalidInputException.class, () -> OnnxGraph.of(model, ORIGIN, 4, options))
          .getMessage()).contains("expected the sampler by Euler steps"));
    }
  }
}
