package dev.millrace.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Writes records: a length (uint32, little-endian, of what follows), a type (one byte), and the content. Type 0 is JSON,
 * type 1 a frame of floats, type 2 a PNG picture. A page reads them from a stream as they arrive.
 *
 * @param out where they are written; this object does not close it
 */
public record Records(OutputStream out) {
  private static final int JSON = 0;
  private static final int FRAME = 1;
  private static final int PICTURE = 2;
  private static final int HEAD = Integer.BYTES + 1;
  private static final int FRAME_HEAD = 4 * Integer.BYTES;

  /**
   * Writes JSON.
   *
   * @param content what it says
   * @throws IOException if writing fails
   */
  public void json(Object content) throws IOException {
    write(ofJson(content));
  }

  /**
   * {@return a record of JSON}
   *
   * @param content what it says
   */
  public static byte[] ofJson(Object content) {
    byte[] text = Json.MAPPER.writeValueAsBytes(content);
    byte[] bytes = record(JSON, text.length);
    content(bytes).put(text);
    return bytes;
  }

  /**
   * {@return a record of rows of floats}
   *
   * @param step the step of the training that they belong to
   * @param index the number of the frame
   * @param rows the numbers, [count, columns]
   * @param columns numbers in a row, at least 1
   */
  public static byte[] ofFrame(int step, int index, float[] rows, int columns) {
    byte[] bytes = record(FRAME, FRAME_HEAD + rows.length * Float.BYTES);
    ByteBuffer record = content(bytes);
    record.putInt(step).putInt(index).putInt(rows.length / columns).putInt(columns);
    for (float value : rows) {
      record.putFloat(value);
    }
    return bytes;
  }

  /**
   * Writes rows of floats.
   *
   * @param step the step of the training that they belong to
   * @param index the number of the frame
   * @param rows the numbers, [count, columns]
   * @param columns numbers in a row, at least 1
   * @throws IOException if writing fails
   */
  public void frame(int step, int index, float[] rows, int columns) throws IOException {
    write(ofFrame(step, index, rows, columns));
  }

  /**
   * {@return the floats of a body, float32 in little-endian order, as those of a frame}
   *
   * @param body a multiple of four bytes
   */
  public static float[] floats(byte[] body) {
    float[] values = new float[body.length / Float.BYTES];
    ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  /**
   * Answers with rows of floats alone.
   *
   * @param exchange the request
   * @param step the step of the training that they belong to
   * @param rows the numbers, [count, columns]
   * @param columns numbers in a row, at least 1
   * @throws IOException if writing fails
   */
  public static void send(Exchange exchange, int step, float[] rows, int columns) throws IOException {
    try (OutputStream out = exchange.sendStream(Exchange.BYTES)) {
      new Records(out).frame(step, 0, rows, columns);
    }
  }

  /**
   * Writes a picture.
   *
   * @param index its number
   * @param png the content of a .png file
   * @throws IOException if writing fails
   */
  public void picture(int index, byte[] png) throws IOException {
    byte[] bytes = record(PICTURE, Integer.BYTES + png.length);
    content(bytes).putInt(index).put(png);
    write(bytes);
  }

  /**
   * Writes a record that is already made.
   *
   * @param record the record
   * @throws IOException if writing fails
   */
  public void write(byte[] record) throws IOException {
    out.write(record);
  }

  /** A record whose content is still to be written. */
  private static byte[] record(int type, int length) {
    byte[] bytes = new byte[HEAD + length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(1 + length).put((byte) type);
    return bytes;
  }

  private static ByteBuffer content(byte[] record) {
    return ByteBuffer.wrap(record, HEAD, record.length - HEAD).order(ByteOrder.LITTLE_ENDIAN);
  }
}
