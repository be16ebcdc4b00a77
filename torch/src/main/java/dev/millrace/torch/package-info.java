/**
 * Flow matching of images on LibTorch: velocity networks of convolutions, their training, sampling, rectification and measures.
 * Paths, couplings, time distributions and solvers are those of {@code dev.millrace.flow}; what is here is tensors.
 *
 * <p>A {@link dev.millrace.torch.Torch} owns the one thread that touches tensors, the device and the precision. Everything
 * public takes and gives plain arrays, images as [count, channels, height, width] in [−1, 1].
 *
 * <p>Networks: the lesson's U-Net, and residual blocks with group normalisation (Wu and He 2018) whose time and class enter by
 * scale and shift (Dhariwal and Nichol 2021). Guidance without a classifier: u + w·(c − u) (Ho and Salimans 2022). One-step
 * distillation of a rectified flow: Liu et al. 2022, section 2.2; Liu et al. 2023 (InstaFlow).
 */
@NullMarked
package dev.millrace.torch;

import org.jspecify.annotations.NullMarked;
