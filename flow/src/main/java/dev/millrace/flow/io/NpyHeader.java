package dev.millrace.flow.io;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;

/**
 * The header of a {@code .npy} file: a Python dictionary such as {@code {'descr': '<f4', 'fortran_order': False,
 * 'shape': (2, 3), }}, then spaces and a line feed.
 *
 * @param descr the type, as the file names it
 * @param type the element type that {@code descr} means
 * @param order the byte order
 * @param fortranOrder whether the first index varies fastest
 * @param shape the extent of each dimension
 * @param elements the product of the shape
 */
record NpyHeader(String descr, ElementType type, ByteOrder order, boolean fortranOrder, List<Integer> shape,
    int elements) {
  private static final Map<String, ElementType> TYPES = Map.ofEntries(Map.entry("f2", ElementType.F16),
      Map.entry("f4", ElementType.F32), Map.entry("f8", ElementType.F64), Map.entry("i1", ElementType.I8),
      Map.entry("i2", ElementType.I16), Map.entry("i4", ElementType.I32), Map.entry("i8", ElementType.I64),
      Map.entry("u1", ElementType.U8), Map.entry("u2", ElementType.U16), Map.entry("u4", ElementType.U32),
      Map.entry("u8", ElementType.U64), Map.entry("b1", ElementType.BOOL));
  /** How many characters NumPy reserves for the first extent, so that a file can grow in place. */
  private static final int GROWTH_DIGITS = 21;

  /** Whether the elements are in an order other than C's. */
  boolean reorders() {
    return fortranOrder && shape.size() > 1;
  }

  /** The header that NumPy writes for float32 in C order, before the padding. */
  static String format(List<Integer> shape) {
    String extents = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String growth = shape.isEmpty() ? "" : " ".repeat(GROWTH_DIGITS - shape.getFirst().toString().length());
    return "{'descr': '<f4', 'fortran_order': False, 'shape': (%s%s), }%s".formatted(extents,
        shape.size() == 1 ? "," : "", growth);
  }

  /**
   * @param file the file, for messages
   * @param text the header's text
   * @throws InvalidInputException if the text is not such a dictionary, the type is not supported, or the shape is out
   *     of range
   */
  static NpyHeader parse(String file, String text) {
    return new Parser(file, text).header();
  }

  private static final class Parser {
    private final String file;
    private final String text;
    private int at;

    Parser(String file, String text) {
      this.file = file;
      this.text = text;
    }

    NpyHeader header() {
      String descr = null;
      Boolean fortranOrder = null;
      List<Integer> shape = null;
      expect('{');
      while (!accept('}')) {
        String key = string();
        expect(':');
        switch (key) {
          case "descr" -> descr = string();
          case "fortran_order" -> fortranOrder = bool();
          case "shape" -> shape = tuple();
          default -> throw refuse("header with the unknown key " + InputFile.quote(key));
        }
        if (!accept(',')) {
          expect('}');
          break;
        }
      }
      skipSpace();
      if (at < text.length()) {
        throw unexpected("the end");
      }
      return header(require("descr", descr), require("fortran_order", fortranOrder), require("shape", shape));
    }

    private NpyHeader header(String descr, boolean fortranOrder, List<Integer> shape) {
      ElementType type = descr.isEmpty() ? null : TYPES.get(descr.substring(1));
      if (type == null || (type.bytes == 1 ? "|<>" : "<>").indexOf(descr.charAt(0)) < 0) {
        throw refuse("type %s, expected floats (f2, f4, f8), integers (i1 to i8, u1 to u8) or booleans (b1)"
            .formatted(InputFile.quote(descr)));
      }
      ByteOrder order = descr.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
      try {
        return new NpyHeader(descr, type, order, fortranOrder, shape, FloatArray.elements(shape));
      } catch (IllegalArgumentException e) {
        throw new InvalidInputException(file + ": " + e.getMessage(), e);
      }
    }

    private String string() {
      skipSpace();
      if (at == text.length() || (text.charAt(at) != '\'' && text.charAt(at) != '"')) {
        throw unexpected("a string in quotes");
      }
      int end = text.indexOf(text.charAt(at), at + 1);
      if (end < 0) {
        throw unexpected("a string that ends");
      }
      String string = text.substring(at + 1, end);
      at = end + 1;
      return string;
    }

    private boolean bool() {
      skipSpace();
      for (boolean value : new boolean[]{false, true}) {
        String word = value ? "True" : "False";
        if (text.startsWith(word, at)) {
          at += word.length();
          return value;
        }
      }
      throw unexpected("True or False");
    }

    private List<Integer> tuple() {
      List<Integer> extents = new ArrayList<>();
      expect('(');
      while (!accept(')')) {
        extents.add(extent());
        if (!accept(',')) {
          expect(')');
          break;
        }
      }
      return extents;
    }

    private int extent() {
      skipSpace();
      int begin = at;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        at++;
      }
      try {
        return Integer.parseInt(text.substring(begin, at));
      } catch (NumberFormatException e) {
        at = begin;
        throw unexpected("an extent from 0 to " + Integer.MAX_VALUE);
      }
    }

    private boolean accept(char wanted) {
      skipSpace();
      boolean found = at < text.length() && text.charAt(at) == wanted;
      at += found ? 1 : 0;
      return found;
    }

    private void expect(char wanted) {
      if (!accept(wanted)) {
        throw unexpected("'" + wanted + "'");
      }
    }

    private void skipSpace() {
      while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\n')) {
        at++;
      }
    }

    private <T> T require(String key, @Nullable T value) {
      if (value == null) {
        throw refuse("header without '%s'".formatted(key));
      }
      return value;
    }

    private InvalidInputException unexpected(String expected) {
      String found = at == text.length() ? "the header's end" : InputFile.quote(text.substring(at).strip());
      return refuse("header, character %d: expected %s, found %s".formatted(at + 1, expected, found));
    }

    private InvalidInputException refuse(String message) {
      return new InvalidInputException(file + ": " + message);
    }
  }
}
