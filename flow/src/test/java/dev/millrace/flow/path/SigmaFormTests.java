package dev.millrace.flow.path;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class SigmaFormTests {

  @Test
  void formsParseBack() {
    for (SigmaForm form : List.of(new SigmaForm.None(), new SigmaForm.Constant(0.1), new SigmaForm.Lipman(0.01))) {
      assertEquals(form, SigmaForms.parse(form.spec()));
    }
  }

  @Test
  void onlyConstantAddsNoiseAndOnlyLipmanChangesThePath() {
    Schedule linear = new Schedule.Linear();
    assertEquals(linear, new SigmaForm.None().applyTo(linear));
    assertEquals(0.0, new SigmaForm.None().pathNoise());
    assertEquals(linear, new SigmaForm.Constant(0.1).applyTo(linear));
    assertEquals(0.1, new SigmaForm.Constant(0.1).pathNoise());
    assertEquals(new Schedule.SigmaMin(linear, 0.01), new SigmaForm.Lipman(0.01).applyTo(linear));
    assertEquals(0.0, new SigmaForm.Lipman(0.01).pathNoise());
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SigmaForm.Constant(-0.1));
    assertThrows(IllegalArgumentException.class, () -> new SigmaForm.Constant(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> new SigmaForm.Lipman(1));
    assertThrows(IllegalArgumentException.class, () -> new SigmaForm.Lipman(Double.NaN));
  }
}
