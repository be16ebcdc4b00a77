package dev.millrace.tables.kind.share;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;

import org.jspecify.annotations.Nullable;

/** Rows as bytes. Equal rows have equal bytes. */
final class PackedRow {
  private static final int NOTHING = 0;
  private static final int WHOLE = 1;
  private static final int FLOAT = 2;
  private static final int DOUBLE = 3;
  private static final int DECIMAL = 4;
  private static final int FALSE = 5;
  private static final int TRUE = 6;
  private static final int TEXT = 7;
  private static final int DAY = 8;
  private static final int TIME = 9;

  private PackedRow() {
  }

  static byte[] of(@Nullable Object[] row) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Object value : row) {
        write(out, value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeByte(NOTHING);
      case Long whole -> {
        out.writeByte(WHOLE);
        out.writeLong(whole);
      }
      case Float number -> {
        out.writeByte(FLOAT);
        // Not −0.
        out.writeFloat(number + 0.0f);
      }
      case Double number -> {
        out.writeByte(DOUBLE);
        out.writeDouble(number + 0.0);
      }
      case BigDecimal number -> {
        out.writeByte(DECIMAL);
        text(out, number.toPlainString());
      }
      case Boolean truth -> out.writeByte(truth ? TRUE : FALSE);
      case String text -> {
        out.writeByte(TEXT);
        text(out, text);
      }
      case LocalDate day -> {
        out.writeByte(DAY);
        out.writeLong(day.toEpochDay());
      }
      case LocalDateTime time -> {
        out.writeByte(TIME);
        out.writeLong(time.toLocalDate().toEpochDay());
        out.writeLong(time.toLocalTime().toNanoOfDay());
      }
      default -> throw new IllegalArgumentException("a value of " + value.getClass());
    }
  }

  private static void text(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /** The values of a row of some columns. */
  static @Nullable Object[] values(byte[] row, int columns) {
    @Nullable
    Object[] values = new @Nullable Object[columns];
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
      for (int c = 0; c < columns; c++) {
        values[c] = value(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return values;
  }

  private static @Nullable Object value(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case NOTHING -> null;
      case WHOLE -> in.readLong();
      case FLOAT -> in.readFloat();
      case DOUBLE -> in.readDouble();
      case DECIMAL -> new BigDecimal(text(in));
      case FALSE -> false;
      case TRUE -> true;
      case TEXT -> text(in);
      case DAY -> LocalDate.ofEpochDay(in.readLong());
      case TIME -> LocalDateTime.of(LocalDate.ofEpochDay(in.readLong()), LocalTime.ofNanoOfDay(in.readLong()));
      default -> throw new IllegalArgumentException("a value of kind " + kind);
    };
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
