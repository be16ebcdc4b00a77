package dev.millrace.serve.studio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.millrace.serve.http.Records;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

class ViewerTests {
  @Test
  void slowPagesSkipFramesAndNoOtherRecord() throws Exception {
    Viewer viewer = new Viewer();
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    OutputStream slow = new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException();
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        received.write(bytes, from, count);
        first.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
    Thread writer = Thread.ofPlatform().start(() -> {
      try {
        viewer.writeTo(new Records(slow), 10_000);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    });
    viewer.offer("frame", Records.ofFrame(0, 0, new float[]{1, 2}, 2));
    first.await();
    for (int i = 1; i <= 100; i++) {
      viewer.offer("frame", Records.ofFrame(i, 0, new float[]{i, 2}, 2));
      viewer.offer("loss " + i, Records.ofJson(Map.of("step", i)));
    }
    viewer.offerLast("state", Records.ofJson(Map.of("step", 101)));
    viewer.offer("frame", Records.ofFrame(102, 0, new float[]{102, 2}, 2));
    go.countDown();
    writer.join();
    ByteArrayInputStream in = new ByteArrayInputStream(received.toByteArray());
    assertArrayEquals(new float[]{1, 2}, Pages.next(in).values());
    int losses = 0;
    int frames = 0;
    for (Pages.Received each = Pages.next(in); each.columns() >= 0; each = Pages.next(in)) {
      losses += each.columns() == 0 ? 1 : 0;
      frames += each.columns() > 0 ? 1 : 0;
      if (each.columns() > 0) {
        assertArrayEquals(new float[]{100, 2}, each.values());
      }
    }
    assertEquals(101, losses);
    assertEquals(1, frames);
  }
}
