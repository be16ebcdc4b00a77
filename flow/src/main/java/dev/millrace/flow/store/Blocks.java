package dev.millrace.flow.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** The contents of a file in memory that is allocated once and reused for the next contents. */
final class Blocks extends OutputStream {
  private static final int BLOCK = 1 << 20;

  private final List<byte[]> blocks = new ArrayList<>();
  private long count;

  /** Discards the contents and keeps the memory. */
  void clear() {
    count = 0;
  }

  @Override
  public void write(int b) {
    write(new byte[]{(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    for (int done = 0; done < length;) {
      int block = (int) (count / BLOCK);
      int at = (int) (count % BLOCK);
      if (block == blocks.size()) {
        blocks.add(new byte[BLOCK]);
      }
      int some = Math.min(length - done, BLOCK - at);
      System.arraycopy(bytes, offset + done, blocks.get(block), at, some);
      done += some;
      count += some;
    }
  }

  void writeTo(OutputStream out) throws IOException {
    for (long done = 0; done < count; done += BLOCK) {
      out.write(blocks.get((int) (done / BLOCK)), 0, (int) Math.min(BLOCK, count - done));
    }
  }
}
