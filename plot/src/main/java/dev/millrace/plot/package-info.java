/**
 * Pictures of a flow from plain arrays; nothing here knows what a network is.
 *
 * <p>{@link dev.millrace.plot.Pictures} draws still images, {@link dev.millrace.plot.ImagePictures} sheets of the images that a
 * model makes, {@link dev.millrace.plot.Animation} writes a moving one and
 * {@link dev.millrace.plot.Png} writes an image to a stream. Points are {@code float} arrays of shape [count, 2] in row-major
 * order (x0, y0, x1, y1, …); time runs from t = 0 (noise) to t = 1 (data). One unit in x is as long as one unit in y in
 * pictures of the plane unless the units are unlike, and all panels of a picture share their
 * {@link dev.millrace.plot.Limits}. A {@link dev.millrace.plot.Picture} can be had in pixels and as SVG.
 *
 * <p>Inside, a {@code Figure} lays out titles, a grid of panels and the legend; an {@code Axes} maps a panel's numbers to
 * pixels, along a linear or logarithmic {@code Axis} in each direction, and draws its ticks; {@code Dots}, {@code Curve},
 * {@code Arrows}, {@code Density} and {@code Heat} draw into it, and {@code Chart} makes the pictures of curves over a number.
 * They draw on a {@code Canvas}, which is an image or SVG. All of it is Java2D in memory: no window system, no temporary files.
 */
@NullMarked
package dev.millrace.plot;

import org.jspecify.annotations.NullMarked;
