package dev.millrace.flow.text;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class NearestTests {
  private static final List<String> KNOWN = List.of("moons", "circles", "8gaussians", "25gaussians", "checkerboard",
      "swissroll", "scurve", "rings", "ot");

  @ParameterizedTest
  @CsvSource({"mons,moons", "monos,moons", "mooons,moons", "MOONS,moons", "noons,moons", "8gausians,8gaussians",
      "chekerbord,checkerboard", "swiss-roll,swissroll", "s-curve,scurve", "to,ot", "moons,moons"})
  void suggestsTheNameThatWasMeant(String wrong, String meant) {
    assertEquals(Optional.of(meant), Nearest.of(wrong, KNOWN));
  }

  @ParameterizedTest
  @CsvSource({"mnist", "x", "abc", "pinwheel", "moonlight", "''"})
  void staysSilentWhenNothingIsNear(String wrong) {
    assertEquals(Optional.empty(), Nearest.of(wrong, KNOWN));
  }

  @Test
  void prefersTheNearerNameAndThenTheFirst() {
    assertEquals(Optional.of("gaussian"), Nearest.of("gausian", List.of("gaussia", "gaussian")));
    assertEquals(Optional.of("cart"), Nearest.of("cert", List.of("cart", "curt")));
    assertEquals(Optional.empty(), Nearest.of("moons", List.of()));
  }
}
