package dev.millrace.spark.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Tag("spark")
class RanksTests {
  /** What a rank does. */
  interface Work<T> {
    T with(Ranks ranks) throws IOException;
  }

  static <T> List<T> ofEach(int count, Work<T> work) throws InterruptedException, ExecutionException {
    return ofEach(count, work, _ -> {});
  }

  /** @param disturb sees the addresses before the ranks connect */
  private static <T> List<T> ofEach(int count, Work<T> work, java.util.function.Consumer<String[]> disturb)
      throws InterruptedException, ExecutionException {
    String[] all = new String[count];
    CyclicBarrier barrier = new CyclicBarrier(count, () -> disturb.accept(all));
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int rank = i;
        Callable<T> task = () -> {
          try (Ranks ranks = Ranks.connect(rank, count, "127.0.0.1", mine -> gathered(all, rank, mine[0], barrier))) {
            return work.with(ranks);
          }
        };
        futures.add(threads.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }

  private static String[] gathered(String[] all, int rank, String mine, CyclicBarrier barrier) {
    all[rank] = mine;
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    return all;
  }

  private static float[] numbers(int rank, int length) {
    Random random = new Random(rank);
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8})
  void allRanksGetTheSameSumToTheLastBit(int count) throws InterruptedException, ExecutionException {
    for (int length : new int[]{1, 2, 1001, 70_001}) {
      List<float[]> sums = ofEach(count, ranks -> {
        float[] values = numbers(ranks.rank(), length);
        ranks.sum(values);
        return values;
      });
      double[] exact = new double[length];
      for (int rank = 0; rank < count; rank++) {
        float[] numbers = numbers(rank, length);
        for (int i = 0; i < length; i++) {
          exact[i] += numbers[i];
        }
      }
      for (float[] sum : sums) {
        assertArrayEquals(sums.getFirst(), sum);
      }
      for (int i = 0; i < length; i++) {
        assertEquals(exact[i], sums.getFirst()[i], 1e-5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 8})
  void allRanksHearTheFirst(int count) throws InterruptedException, ExecutionException {
    for (byte[] heard : ofEach(count, ranks -> ranks.fromFirst(new byte[]{(byte) ranks.rank(), 7}))) {
      assertArrayEquals(new byte[]{0, 7}, heard);
    }
  }

  @Test
  void whoDoesNotKnowTheKeyIsNoRank() throws InterruptedException, ExecutionException {
    List<String> strangers = new ArrayList<>();
    List<Integer> ranks = ofEach(2, each -> {
      float[] one = {1};
      each.sum(one);
      return (int) one[0];
    }, all -> {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(all[1].split(" ")[1]))) {
        socket.getOutputStream().write(new byte[20]);
        strangers.add("sent");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    assertEquals(List.of("sent"), strangers);
    assertEquals(List.of(2, 2), ranks);
  }

  @Test
  void aRankThatEndsEndsTheOthers() {
    ExecutionException failed = assertThrows(ExecutionException.class, () -> ofEach(2, ranks -> {
      if (ranks.rank() == 0) {
        ranks.sum(new float[100_000]);
      }
      return null;
    }));
    assertTrue(String.valueOf(failed.getCause().getMessage()).startsWith("another rank of the training has ended"));
  }
}
