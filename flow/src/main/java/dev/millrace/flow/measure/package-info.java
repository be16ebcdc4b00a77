/**
 * Distances between sets of points, and measures of how straight a flow is.
 *
 * <p>Two sets of points are compared by exact W2 and W1, which need equal numbers of points, and by sliced W2 (Bonneel
 * et al. 2015), MMD² with a Gaussian kernel (Gretton et al. 2012) and the energy distance (Székely and Rizzo 2013), for
 * which the sizes may differ. All except the exact distances need little memory beyond the points. W2 between finite
 * samples is far from 0 even if both come from the same distribution, so it is compared with W2 between two sets of
 * true points, {@link dev.millrace.flow.data.Distribution#balancedSets}.
 *
 * <p>Two sets of features are compared by the Fréchet distance between fitted Gaussians (Heusel et al. 2017), precision
 * and recall (Kynkäänniemi et al. 2019), and density and coverage (Naeem et al. 2020). There are also exact nearest
 * neighbours and the confusion matrix of classes.
 *
 * <p>The measures of a flow are its straightness S, path energy, transport cost and length ratio (Liu et al. 2022), and
 * the normalised path energy (Tong et al. 2023). Sums are in double precision, in an order that does not depend on the
 * number of threads.
 */
@NullMarked
package dev.millrace.flow.measure;

import org.jspecify.annotations.NullMarked;
