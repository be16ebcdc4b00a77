package dev.millrace.torch;

import dev.millrace.flow.train.AdamW;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;

/**
 * LibTorch's fused AdamW: one pass over weights, gradients and moments. The bindings have no method for it, so it is
 * called through the dispatcher, by its name.
 */
final class FusedAdamW {
  private FusedAdamW() {
  }

  /**
   * One step, in place.
   *
   * @param step counts from 1, fp32 scalar
   * @param divisor fp32 [1]: what the gradient is divided by first
   */
  static void update(AdamW constants, Tensor weights, Tensor gradient, Tensor first, Tensor second, Tensor step,
      double learningRate, Tensor divisor) {
    IValueVector stack = new IValueVector(list(weights), list(gradient), list(first), list(second), list(),
        list(step), new IValue(learningRate), new IValue(constants.beta1()), new IValue(constants.beta2()),
        new IValue(constants.weightDecay()), new IValue(constants.epsilon()), new IValue(false), new IValue(false),
        new IValue(divisor), new IValue());
    Dispatcher dispatcher = Dispatcher.singleton();
    dispatcher.callBoxed(dispatcher.findSchemaOrThrow("aten::_fused_adamw_", ""), stack);
  }

  /**
   * Makes a list of tensors: natively it is a generic list with another element type; the bindings offer only the
   * generic one.
   */
  private static IValue list(Tensor... tensors) {
    return new IValue(new GenericList(new TensorList(Ops.list(tensors))));
  }
}
