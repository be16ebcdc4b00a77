package dev.millrace.spark.train;

import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.points.PointKind;
import dev.millrace.runs.shared.SharedColumn;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ClusterTrainingTests {
  private static final SharedColumn NUMBER = new SharedColumn("x", "FLOAT");
  private static final SharedColumn WORD = new SharedColumn("w", "VARCHAR");

  private static String kind(Kinds kinds, Map<String, Object> options, SharedColumn... columns) {
    return ClusterTraining.kind(kinds, List.of(columns), TrainOptions.of(1).with(options)).name();
  }

  @Test
  void wordsMakeATableUnlessTheyAreClasses() {
    Kinds all = Kinds.load();
    assertEquals("points", kind(all, Map.of(), NUMBER));
    assertEquals("tables", kind(all, Map.of("kind", "tables"), NUMBER));
    assertEquals("tables", kind(all, Map.of(), NUMBER, WORD));
    assertEquals("points", kind(all, Map.of("labels", "w"), NUMBER, WORD));
    Kinds few = Kinds.of(List.of(new PointKind()));
    assertEquals("points", kind(few, Map.of(), NUMBER));
    assertEquals(
        "column w: is VARCHAR; expected numbers only, or millrace-tables on the class path, which learns tables",
        assertThrows(InvalidInputException.class, () -> kind(few, Map.of(), NUMBER, WORD)).getMessage());
  }
}
