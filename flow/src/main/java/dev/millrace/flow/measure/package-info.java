/**
 * Distances between sets of points, and how straight a flow is.
 *
 * <p>Of two sets: W2 and W1, exact, of equally many points; sliced W2 (Bonneel et al. 2015); MMD² with a Gaussian kernel
 * (Gretton et al. 2012); the energy distance (Székely and Rizzo 2013): these three of sets of any two sizes. All but the exact
 * ones need memory for no more than the points. W2 between finite samples is far from 0 even if their distribution is one and
 * the same: it is compared with W2 between two sets of true points, {@link dev.millrace.flow.data.Distribution#balancedSets}.
 *
 * <p>Of two sets of features: the Fréchet distance of fitted Gaussians (Heusel et al. 2017), precision and recall
 * (Kynkäänniemi et al. 2019), density and coverage (Naeem et al. 2020). Exact nearest neighbours, and the confusion of classes.
 *
 * <p>Of a flow: S, path energy, transport cost and length ratio (Liu et al. 2022), the normalised path energy (Tong et al.
 * 2023). Sums are in double precision, in an order that does not depend on the number of threads.
 */
@NullMarked
package dev.millrace.flow.measure;

import org.jspecify.annotations.NullMarked;
