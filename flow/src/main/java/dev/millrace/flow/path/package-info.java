/**
 * Paths from source to data, and the distributions of the times that training draws.
 *
 * <p>A schedule fixes x_t = α(t)·x1 + σ(t)·x0 and its velocity α̇·x1 + σ̇·x0, with t = 0 the source x0 and t = 1 the
 * data x1. A network may predict that velocity, the data, the noise or the score. At a point of the path each of them
 * is a linear function of x_t and any other, so one 2×2 system converts between all of them. A time distribution says
 * how often training draws each t.
 *
 * <p>Sources: Lipman et al., "Flow Matching for Generative Modeling" (2022), for conditional paths and σ_min; Liu et
 * al., "Flow Straight and Fast" (2022), for the linear path; Albergo and Vanden-Eijnden, "Building Normalizing Flows
 * with Stochastic Interpolants" (2022), for the cosine path; Song et al., "Score-Based Generative Modeling through
 * SDEs" (2020), for the variance-preserving path; Tong et al., "Improving and Generalizing Flow-Based Generative
 * Models" (2023), for paths with constant noise; Esser et al. (2024) and Lee et al. (2024) for time distributions.
 */
@NullMarked
package dev.millrace.flow.path;

import org.jspecify.annotations.NullMarked;
