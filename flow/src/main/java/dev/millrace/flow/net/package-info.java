/**
 * The velocity network and the kernels that compute it.
 *
 * <p>{@code VelocityMlp} is the network that most 2-D experiments in the literature use: linear layers with SiLU or
 * SELU on [x, time] and a linear output. The time is a sinusoidal embedding (Vaswani et al. 2017) followed by one
 * linear layer and SiLU, or simply one more column (Tong et al. 2023). All arithmetic is in {@code float} and goes
 * through {@code Kernels}, which has two implementations that agree bit for bit: one on {@code jdk.incubator.vector},
 * and one in plain Java, which is the reference and the fallback.
 *
 * <p>Every sum in a kernel runs over its index in ascending order with one fused multiply-add per term, and every row
 * or parameter is computed by exactly one task. So results depend neither on the vector length nor on the number of
 * threads.
 */
@NullMarked
package dev.millrace.flow.net;

import org.jspecify.annotations.NullMarked;
