package dev.millrace.flow.io;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

class FloatArrayTests {
  @Test
  void theShapeMustFitTheValues() {
    assertEquals("5 values, but shape [2, 3] has 6", refused(5, List.of(2, 3)));
    assertEquals("0 values, but shape [] has 1", refused(0, List.of()));
    assertEquals("shape [-1, 3] has a negative extent", refused(3, List.of(-1, 3)));
    assertEquals("shape [65536, 65536] has more than 2147483639 elements", refused(0, List.of(65536, 65536)));
    assertEquals("shape [2147483647, 2147483647, 0] has more than 2147483639 elements",
        refused(0, List.of(Integer.MAX_VALUE, Integer.MAX_VALUE, 0)));
    assertEquals("65 dimensions, at most 64", refused(1, Collections.nCopies(65, 1)));
  }

  private static String refused(int values, List<Integer> shape) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> new FloatArray(new float[values], shape)).getMessage());
  }

  @Test
  void rowsLieAlongTheFirstDimension() {
    var images = FloatArray.of(new float[2 * 3 * 4 * 5], 2, 3, 4, 5);
    assertEquals(2, images.rows());
    assertEquals(60, images.rowLength());
    var number = FloatArray.of(new float[1]);
    assertEquals(1, number.rows());
    assertEquals(1, number.rowLength());
    var none = FloatArray.of(new float[0], 0, 7);
    assertEquals(0, none.rows());
    assertEquals(7, none.rowLength());
  }

  @Test
  void equalityGoesByContents() {
    var a = FloatArray.of(new float[]{1, Float.NaN}, 2);
    assertEquals(a, FloatArray.of(new float[]{1, Float.NaN}, 2));
    assertEquals(a.hashCode(), FloatArray.of(new float[]{1, Float.NaN}, 2).hashCode());
    assertNotEquals(a, FloatArray.of(new float[]{1, Float.NaN}, 1, 2));
    assertNotEquals(FloatArray.of(new float[]{0}, 1), FloatArray.of(new float[]{-0f}, 1));
    assertEquals("FloatArray[2]", a.toString());
  }

  @Test
  void whatIsNotFiniteIsNamedWithItsRowAndColumn() {
    var file = Path.of("noise.npy");
    var fine = FloatArray.of(new float[]{1, -Float.MAX_VALUE}, 1, 2);
    assertSame(fine, fine.requireFinite(file));
    assertEquals("noise.npy: row 2, column 3 (counted from 1): NaN is not a finite number", Refused
        .message(() -> FloatArray.of(new float[]{1, 2, 3, 4, 5, Float.NaN}, 2, 3).requireFinite(file)));
    assertEquals("noise.npy: row 2, column 3 (counted from 1): -Infinity is not a finite number", Refused
        .message(() -> FloatArray.of(new float[]{0, 0, 0, 0, 0, 0, Float.NEGATIVE_INFINITY, 0}, 2, 2, 2)
            .requireFinite(file)));
    assertEquals("noise.npy: row 1, column 1 (counted from 1): Infinity is not a finite number", Refused
        .message(() -> FloatArray.of(new float[]{Float.POSITIVE_INFINITY}).requireFinite(file)));
  }
}
