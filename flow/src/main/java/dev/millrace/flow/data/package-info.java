/**
 * Distributions that are learnt or serve as source: the standard normal source, rows of a file, and the named 2-D
 * distributions.
 *
 * <p>A distribution may have classes: the modes of a {@code Mixture}, the labels of a file. Points can be drawn
 * together with their classes. They can also be drawn in sets that are balanced over the modes, which differ from each
 * other as little as true samples can.
 *
 * <p>Points are {@code float}, row-major [count, dim]. The 2-D distributions have no fixed points: every point is drawn
 * with its own noise. Projects disagree on what a name means, so {@link dev.millrace.flow.data.Toy} states each
 * constant: the formulas are those of scikit-learn's {@code make_moons}, {@code make_circles}, {@code make_s_curve} and
 * {@code make_swiss_roll}, and of the toy densities in Grathwohl et al., "FFJORD: Free-form Continuous Dynamics for
 * Scalable Reversible Generative Models" (2018); pinwheel goes back to Johnson et al. (2016), 25 Gaussians on a grid to
 * the GAN literature (Srivastava et al. 2017).
 *
 * <p>Images are bytes in an {@link dev.millrace.flow.data.ImageSet}, in a training set and a test set; {@link
 * dev.millrace.flow.data.ImageSources} reads them.
 */
@NullMarked
package dev.millrace.flow.data;

import org.jspecify.annotations.NullMarked;
