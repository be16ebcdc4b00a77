/**
 * Flow matching of images on LibTorch: velocity networks of convolutions, their training, sampling, rectification and
 * measures. Paths, couplings, time distributions and solvers are those of {@code dev.millrace.flow}; this package
 * applies them to tensors.
 *
 * <p>A {@link dev.millrace.torch.Torch} owns the threads that use tensors, the device and the precision. All public
 * methods take and return plain arrays; images are [count, channels, height, width] in [−1, 1].
 *
 * <p>The networks are the U-Net of the tutorial that Millrace grew from, and a U-Net of residual blocks with group
 * normalisation (Wu and He 2018), in which time and class scale and shift the normalised values (Dhariwal and Nichol
 * 2021). Classifier-free guidance is u + w·(c − u) (Ho and Salimans 2022). One-step distillation of a rectified flow
 * follows Liu et al. 2022, section 2.2, and Liu et al. 2023 (InstaFlow).
 */
@NullMarked
package dev.millrace.torch;

import org.jspecify.annotations.NullMarked;
