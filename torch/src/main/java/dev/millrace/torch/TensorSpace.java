package dev.millrace.torch;

import java.util.List;

import dev.millrace.flow.ode.StateSpace;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The operations by which the solvers of {@code flow} combine tensors. Only {@code allocate} creates a tensor that
 * outlives it, in the scope of the call.
 */
final class TensorSpace implements StateSpace<TensorState> {
  @Override
  public TensorState allocate(TensorState like) {
    return new TensorState(torch.zeros_like(like.tensor()));
  }

  @Override
  public void combine(TensorState out, TensorState base, double[] factors, List<TensorState> terms) {
    try (PointerScope _ = new PointerScope()) {
      if (out != base) {
        out.tensor().copy_(base.tensor());
      }
      for (int term = 0; term < factors.length; term++) {
        if (factors[term] != 0) {
          out.tensor().add_(terms.get(term).tensor(), new Scalar(factors[term]));
        }
      }
    }
  }

  @Override
  public boolean isFinite(TensorState x) {
    try (PointerScope _ = new PointerScope()) {
      return Ops.number(x.tensor().isfinite().all()) != 0;
    }
  }

  @Override
  public double errorNorm(TensorState error, TensorState x, TensorState next, double rtol, double atol) {
    try (PointerScope _ = new PointerScope()) {
      Tensor scale = torch.maximum(x.tensor().abs(), next.tensor().abs()).mul(new Scalar(rtol)).add(new Scalar(atol));
      // A state that has become infinite makes a ratio of 0 here, which must not look like a small error.
      double norm = Math.sqrt(Ops.number(error.tensor().div(scale).square().mean()));
      return Double.isFinite(Ops.number(scale.sum())) ? norm : Double.NaN;
    }
  }
}
