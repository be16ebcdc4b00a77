package dev.millrace.spark.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A connection to another rank. One thread uses it. */
final class Link implements AutoCloseable {
  /** Floats that are sent before as many are received: fewer than the buffers of a socket hold, so that nobody waits. */
  private static final int CHUNK = 1 << 14;
  private static final int BUFFER = 4 * Float.BYTES * CHUNK;
  /** A rank that says nothing for so long is taken for dead. */
  private static final int MOST_MILLIS = 120_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final byte[] bytes = new byte[Float.BYTES * CHUNK];
  private final FloatBuffer floats = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();

  Link(Socket socket) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSendBufferSize(BUFFER);
    socket.setReceiveBufferSize(BUFFER);
    socket.setSoTimeout(MOST_MILLIS);
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** Sends floats while others are received. */
  void exchange(float[] send, int from, int count, float[] receive, int at, int expected) throws IOException {
    int sent = 0;
    int received = 0;
    while (sent < count || received < expected) {
      if (sent < count) {
        int next = Math.min(CHUNK, count - sent);
        floats.put(0, send, from + sent, next);
        out.write(bytes, 0, next * Float.BYTES);
        sent += next;
      }
      if (received < expected) {
        int next = Math.min(CHUNK, expected - received);
        in.readFully(bytes, 0, next * Float.BYTES);
        floats.get(0, receive, at + received, next);
        received += next;
      }
    }
  }

  void send(float[] values) throws IOException {
    exchange(values, 0, values.length, values, 0, 0);
  }

  void receive(float[] into) throws IOException {
    exchange(into, 0, 0, into, 0, into.length);
  }

  void send(byte[] message) throws IOException {
    out.writeInt(message.length);
    out.write(message);
  }

  byte[] receive() throws IOException {
    return in.readNBytes(in.readInt());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
