/**
 * The velocity network and its engine.
 *
 * <p>{@code VelocityMlp} is the network of the field's 2-D experiments: linear layers with SiLU or SELU on [x, time] and a
 * linear output. The time is a sinusoidal embedding (Vaswani et al. 2017) with one linear layer and SiLU on it, or simply one
 * more column (Tong et al. 2023). All arithmetic is in {@code float} and goes through {@code Kernels}, which has two
 * implementations that agree bit for bit: one on {@code jdk.incubator.vector}, and a plain one, the reference and the
 * fallback.
 *
 * <p>Every sum in a kernel runs over its index in ascending order with one fused multiply-add a term, and every row or
 * parameter is computed by exactly one task. So results depend neither on the vector length nor on the number of threads.
 */
@NullMarked
package dev.millrace.flow.net;

import org.jspecify.annotations.NullMarked;
