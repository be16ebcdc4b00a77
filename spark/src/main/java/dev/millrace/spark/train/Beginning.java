package dev.millrace.spark.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

import dev.millrace.flow.train.TrainingState;

/**
 * What rank 0 tells the others before steps are made.
 *
 * @param state where all begin
 * @param rate the greatest learning rate, which a training that went back has halved
 */
record Beginning(TrainingState state, double rate) {
  /** What rank 0 says when no steps follow. */
  static final byte[] END = {};

  byte[] bytes() {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      DataOutputStream out = new DataOutputStream(all);
      out.writeInt(state.step());
      out.writeDouble(rate);
      out.writeInt(state.weights().length);
      for (float[] part : parts(state)) {
        byte[] bytes = new byte[part.length * Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().put(part);
        out.write(bytes);
      }
      return all.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Beginning of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int step = in.readInt();
      double rate = in.readDouble();
      int length = in.readInt();
      TrainingState state = new TrainingState(step, new float[length], new float[length], new float[length],
          new float[length]);
      for (float[] part : parts(state)) {
        ByteBuffer.wrap(in.readNBytes(length * Float.BYTES)).asFloatBuffer().get(part);
      }
      return new Beginning(state, rate);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All numbers of a state. */
  static float[][] parts(TrainingState state) {
    return new float[][]{state.weights(), state.average(), state.first(), state.second()};
  }
}
