package dev.millrace.torch;

import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.AdaptiveSolver;
import dev.millrace.flow.ode.EmbeddedPair;
import dev.millrace.flow.ode.FixedStepSolver;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.Tableau;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.torch.TorchOptions.DeviceChoice;
import dev.millrace.torch.TorchOptions.PrecisionChoice;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

class TorchTests {
  /** dx/dt = −2x/(1 + t), whose solution is x0/(1 + t)². */
  private static final VelocityField<TensorState> FALLING = (x, t, out) -> {
    out.tensor().copy_(x.tensor());
    out.tensor().mul_(new Scalar(-2 / (1 + t)));
  };

  @Test
  void fixedStepsOnTensorsReachTheClosedForm() {
    float[] end = Shared.EXACT.call(() -> {
      TensorState start = new TensorState(Ops.tensor(Shared.EXACT.device(), Shared.wave(12), 0, 3, 1, 2, 2));
      return new FixedStepSolver(Tableau.RK4, TimeGrid.uniform(20)).solve(FALLING, ImageFlow.SPACE, start).end()
          .toArray();
    });
    for (int i = 0; i < 12; i++) {
      assertEquals(Shared.wave(12)[i] / 4, end[i], 2e-6);
    }
  }

  @Test
  void adaptiveStepsOnTensorsReachTheClosedForm() {
    Solution<TensorState> solution = Shared.EXACT.call(() -> {
      TensorState start = new TensorState(Ops.tensor(Shared.EXACT.device(), Shared.wave(12), 0, 3, 1, 2, 2));
      Solution<TensorState> done = new AdaptiveSolver(EmbeddedPair.DOPRI5, 1e-5, 1e-5).solve(FALLING, ImageFlow.SPACE,
          start);
      float[] end = done.end().toArray();
      for (int i = 0; i < 12; i++) {
        assertEquals(Shared.wave(12)[i] / 4, end[i], 2e-5);
      }
      return done;
    });
    assertTrue(solution.nfe() < 60, "nfe " + solution.nfe());
  }

  @Test
  void anInfiniteStateIsNoSmallError() {
    assertFalse(Double.isFinite(Shared.EXACT.call(() -> {
      TensorState x = new TensorState(torch.ones(1, 1, 1, 2));
      TensorState infinite = new TensorState(torch.full(new long[]{1, 1, 1, 2}, new Scalar(Double.POSITIVE_INFINITY)));
      return ImageFlow.SPACE.errorNorm(x, x, infinite, 1e-3, 1e-3);
    })));
  }

  @Test
  void infoNamesWhatItRunsOn() {
    TorchInfo info = Shared.FAST.info();
    assertEquals(List.of("cpu", "bf16", 2), List.of(info.device(), info.precision(), info.threads()));
    assertTrue(info.toString().startsWith("LibTorch 2.10.0"), info.toString());
  }

  @Test
  void cudaThatIsNotThereIsOneLine() {
    assumeFalse(torch.cuda_is_available());
    InvalidInputException e = assertThrows(InvalidInputException.class,
        () -> Torch.open(new TorchOptions(DeviceChoice.CUDA, PrecisionChoice.AUTO, 1)));
    assertTrue(String.valueOf(e.getMessage()).matches("device cuda: .*"), e.toString());
  }

  @Test
  void whatACallThrowsComesOut() {
    assertThrows(ArithmeticException.class, () -> Shared.EXACT.call(() -> {
      throw new ArithmeticException("within");
    }));
  }

  @Test
  void whatLibTorchRefusesIsOneLine() {
    TorchException shapes = assertThrows(TorchException.class,
        () -> Shared.EXACT.call(() -> torch.ones(2, 3).add(torch.ones(4, 5))));
    assertTrue(shapes.toString().contains("LibTorch: The size of tensor a (3) must match"), shapes.toString());
    assertEquals(1, shapes.toString().lines().count());
    TorchException memory = assertThrows(TorchException.class,
        () -> Shared.EXACT.forEach(1, _ -> torch.ones(1L << 40, 1L << 10)));
    assertTrue(memory.toString().contains("out of memory: LibTorch asked for 4294967296 MB more"), memory.toString());
  }

  @Test
  void platformsWithoutLibTorchAreSaidInPlainWords() {
    Natives.requireOffered("linux-x86_64");
    Natives.requireOffered("macosx-arm64");
    for (String platform : List.of("linux-arm64", "macosx-x86_64", "windows-arm64")) {
      String message = assertThrows(InvalidInputException.class, () -> Natives.requireOffered(platform)).getMessage();
      assertEquals("images cannot be used on " + platform + ", because LibTorch is only offered for linux-x86_64, "
          + "macosx-arm64, windows-x86_64; points and tables can", message);
    }
  }
}
