package dev.millrace.flow.run;

import java.io.IOException;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.coupling.SemidiscretePairs;
import dev.millrace.flow.coupling.SinkhornCoupling;
import dev.millrace.flow.coupling.WithinClasses;
import dev.millrace.flow.data.Gaussian;
import dev.millrace.flow.data.Toy;
import dev.millrace.flow.train.FlowMatching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class CouplingsTests {

  private static FlowMatching of(String spec, boolean classAware) throws IOException {
    RunConfig config = ConfigFile.over(RunConfig.defaults(), "",
        Map.of("coupling", spec, "class-aware", classAware, "threads", 1));
    return Couplings.objective(config, new Gaussian(2), Toy.MOONS);
  }

  @Test
  void transportsAreFoundByName() throws IOException {
    assertEquals(new SinkhornCoupling(0.02), of("sinkhorn", false).coupling());
    assertEquals(new SinkhornCoupling(0.2), of("sinkhorn:0.2", false).coupling());
    assertEquals(new WithinClasses(new SinkhornCoupling(0.02)), of("sinkhorn", true).coupling());
    assertEquals(20, assertInstanceOf(SemidiscretePairs.class, of("semidiscrete:20", false).pairs()).transport()
        .potentials().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sinkhorn:0", "sinkhorn:-1", "sinkhorn:x", "sinkhorn:1,2", "sinkhorn:", "sinkhorn:1e999",
      "semidiscrete:1", "semidiscrete:2.5", "semidiscrete:9999999999", "semidiscrete:x"})
  void badArgumentsAreRefusedBeforeAnyWork(String spec) {
    var e = assertThrows(InvalidInputException.class, () -> Couplings.check(spec));
    assertTrue(String.valueOf(e.getMessage()).startsWith("coupling '" + spec + "'"), e::getMessage);
  }

  @Test
  void semidiscreteHasNoClasses() {
    for (String spec : new String[]{"semidiscrete", "pairs:p.npy"}) {
      var e = assertThrows(InvalidInputException.class, () -> of(spec, true));
      assertTrue(String.valueOf(e.getMessage()).contains("`class-aware`"), e::getMessage);
    }
  }
}
