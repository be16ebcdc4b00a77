/**
 * Training a velocity network by conditional flow matching (Lipman et al. 2022; Liu et al. 2022; Albergo and
 * Vanden-Eijnden 2022).
 *
 * <p>A step draws x0 from the source, x1 from the data and t from the time distribution, lets the coupling pair x0 with
 * x1, forms x_t = α(t)·x1 + σ(t)·x0 and its velocity α̇·x1 + σ̇·x0, and moves the weights against the gradient of the
 * mean squared error between the network's v(x_t, t) and that velocity. The minimiser over all v is the conditional
 * mean E[velocity | x_t], whose flow transports the source to the data.
 *
 * <p>Everything is an interface that a program may implement: an {@link Objective} turns pairs into inputs and targets
 * ({@link FlowMatching} is the one above), a {@link Network} brings weights, their gradient and a velocity field ({@link
 * MlpNetwork} is the one in plain Java), and a {@link Loss} compares outputs with targets. {@link Batches} makes the
 * batches, also for training steps on other libraries.
 *
 * <p>The trainer does no input or output: it reports progress as {@code TrainingEvent}s, and progress bars, files and
 * pictures are made by their listeners.
 */
@NullMarked
package dev.millrace.flow.train;

import org.jspecify.annotations.NullMarked;
