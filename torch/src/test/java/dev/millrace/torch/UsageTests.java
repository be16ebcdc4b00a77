package dev.millrace.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import dev.millrace.flow.coupling.ImageEpochs;
import dev.millrace.flow.data.ImageSet;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.FlowMatching;
import dev.millrace.flow.train.Trainer;
import dev.millrace.torch.TorchOptions.DeviceChoice;
import dev.millrace.torch.TorchOptions.PrecisionChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Native memory is freed once, after the last call that reads it, whoever closes what and when. */
@Timeout(120)
class UsageTests {
  /** Of 49 weights: one more than a table of 64 places takes before it grows, which once happened as threads read. */
  private static final ResidualUNet NET = new ResidualUNet(1, 4, 4, 3, 2, List.of(16), 1, 1, 0);
  private static final FixedStepSolver EULER = new FixedStepSolver(Tableau.EULER, TimeGrid.uniform(3));
  private static final int TRIES = 8;
  private static final int THREADS = 4;
  private static final int IMAGES = 40;

  private static Torch torch() {
    return Torch.open(new TorchOptions(DeviceChoice.CPU, PrecisionChoice.FP32, 2));
  }

  private static float[] weights() {
    float[] weights = NET.start(new Seed(4));
    float[] wave = Shared.wave(weights.length);
    for (int i = 0; i < weights.length; i++) {
      weights[i] += 0.05f * wave[i];
    }
    return weights;
  }

  private static float[] sample(ImageFlow flow) {
    return flow.sample(EULER, Shared.wave(IMAGES * 16), ImageEdits.labels(1, IMAGES), 1.5).points();
  }

  private static ImageSet bars() {
    byte[] pixels = new byte[64 * 64];
    int[] labels = new int[64];
    for (int i = 0; i < 64; i++) {
      labels[i] = i % 2;
      for (int p = 0; p < 64; p++) {
        pixels[i * 64 + p] = (byte) ((labels[i] == 0 ? p / 8 : p % 8) == i % 8 ? 250 : 10);
      }
    }
    return new ImageSet("bars", 1, 8, 8, pixels, labels, List.of("lying", "standing"));
  }

  /**
   * Calls again and again on several threads, closes in the midst, and expects of every call the right bits or a refusal that names
   * what is closed; and that all are refused in the end.
   */
  private static void closeInTheMidst(Supplier<float[]> call, float[] right, Runnable close, String named)
      throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<String>> refusals = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        refusals.add(threads.submit(() -> {
          try {
            for (int n = 0; n < 10_000; n++) {
              assertArrayEquals(right, call.get());
              first.countDown();
            }
            return "never refused";
          } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
          } finally {
            first.countDown();
          }
        }));
      }
      first.await();
      close.run();
      close.run();
      for (Future<String> refusal : refusals) {
        assertTrue(refusal.get().contains(named) && refusal.get().contains("closed"), refusal.get());
      }
    }
  }

  @Test
  void aFlowClosedInTheMidstOfCallsEndsThemFirst() throws Exception {
    float[] weights = weights();
    float[] right;
    try (ImageFlow flow = new ImageFlow(Shared.FAST, NET, weights)) {
      right = sample(flow);
    }
    for (int i = 0; i < TRIES; i++) {
      ImageFlow flow = new ImageFlow(Shared.FAST, NET, weights);
      closeInTheMidst(() -> sample(flow), right, flow::close, "this image flow");
    }
  }

  @Test
  void theFieldOverArraysIsCountedToo() throws Exception {
    ImageFlow flow = new ImageFlow(Shared.FAST, NET, weights());
    Supplier<float[]> call = () -> {
      float[] out = new float[3 * 16];
      flow.arrays(1, 1).velocity(Shared.wave(3 * 16), 0.3, out);
      return out;
    };
    closeInTheMidst(call, call.get(), flow::close, "this image flow");
  }

  @Test
  void aClassifierClosedInTheMidstOfCallsEndsThemFirst() throws Exception {
    for (int i = 0; i < 3; i++) {
      FeatureClassifier classifier = FeatureClassifier.train(Shared.EXACT, bars(), 1, new Seed(3), (_, _) -> {});
      float[] images = Shared.wave(150 * 64);
      closeInTheMidst(() -> classifier.features(images), classifier.features(images), classifier::close,
          "this classifier");
      // What takes no native memory is there still.
      assertTrue(classifier.hash().startsWith("sha256:"));
      assertThrows(IllegalStateException.class, () -> classifier.classify(images));
    }
  }

  @Test
  void aTorchClosedBeforeWhatComputesOnItEndsTheCallsFirst() throws Exception {
    for (int i = 0; i < TRIES; i++) {
      Torch torch = torch();
      ImageFlow flow = new ImageFlow(torch, NET, weights());
      closeInTheMidst(() -> sample(flow), sample(flow), torch::close, "Torch");
      assertThrows(IllegalStateException.class, torch::info);
      assertThrows(IllegalStateException.class, () -> new ImageFlow(torch, NET, weights()));
      flow.close();
      flow.close();
    }
  }

  @Test
  void aListenerMayCloseWhatCallsIt() {
    Torch torch = torch();
    ImageFlow flow = new ImageFlow(torch, NET, weights());
    float[] right = sample(flow);
    float[] closed = flow.sample(EULER, Shared.wave(IMAGES * 16), ImageEdits.labels(1, IMAGES), 1.5, _ -> {
      flow.close();
      torch.close();
    }).points();
    assertArrayEquals(right, closed);
    assertThrows(IllegalStateException.class, () -> sample(flow));
  }

  @Test
  void aTrainingGoesOnToItsEndWhenItsTorchIsClosed() {
    Torch torch = torch();
    float[] left = trained(torch, torch::close);
    assertArrayEquals(trained(Shared.EXACT, () -> {}), left);
    assertThrows(IllegalStateException.class, () -> trained(torch, () -> {}));
  }

  @Test
  void theStateOfATrainingCanBeReadByAnyThreadUntilItsEndAndAfterIt() throws Exception {
    Trainer trainer = trainer(Shared.EXACT);
    CountDownLatch begun = new CountDownLatch(1);
    try (ExecutorService other = Executors.newSingleThreadExecutor()) {
      Future<Integer> reading = other.submit(() -> {
        begun.await();
        int numbers = 0;
        for (int i = 0; i < 200; i++) {
          numbers += trainer.average().length + trainer.state().weights().length;
        }
        return numbers;
      });
      trainer.run(_ -> {}, step -> {
        begun.countDown();
        return true;
      });
      assertEquals(400 * trainer.average().length, reading.get());
    }
  }

  private static Trainer trainer(Torch torch) {
    ResidualUNet net = new ResidualUNet(1, 8, 8, 0, 2, List.of(16), 1, 1, 0);
    return new Trainer(FlowMatching.of(new ImageEpochs(bars(), false)), new TorchNetwork(torch, net, 4),
        TorchNetwork.options(12).withBatch(10));
  }

  private static float[] trained(Torch torch, Runnable after) {
    Trainer trainer = trainer(torch);
    trainer.run(_ -> {}, step -> {
      if (step == 3) {
        after.run();
      }
      return true;
    });
    return trainer.average();
  }
}
