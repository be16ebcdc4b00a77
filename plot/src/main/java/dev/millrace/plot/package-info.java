/**
 * Draws pictures of a flow from plain arrays. Nothing here depends on networks.
 *
 * <p>{@link dev.millrace.plot.Pictures} draws still pictures, {@link dev.millrace.plot.ImagePictures} draws sheets of
 * the images that a model makes, {@link dev.millrace.plot.Animation} writes an animated GIF, and
 * {@link dev.millrace.plot.Png} writes an image to a stream. Points are {@code float} arrays of shape [count, 2] in
 * row-major order (x0, y0, x1, y1, …); time runs from t = 0 (noise) to t = 1 (data). In pictures of the plane, one unit
 * in x is as long as one unit in y, unless the units differ. All panels of a picture share their
 * {@link dev.millrace.plot.Limits}. A {@link dev.millrace.plot.Picture} is available in pixels and as SVG.
 *
 * <p>Inside, a {@code Figure} lays out titles, a grid of panels and the legend; an {@code Axes} maps a panel's numbers
 * to pixels, along a linear or logarithmic {@code Axis} in each direction, and draws its ticks; {@code Dots},
 * {@code Curve}, {@code Arrows}, {@code Density} and {@code Heat} draw into it, and {@code Chart} makes the pictures of
 * curves against a number. They draw on a {@code Canvas}, which is an image or SVG. All drawing is done with Java2D in
 * memory, without a window system and without temporary files.
 */
@NullMarked
package dev.millrace.plot;

import org.jspecify.annotations.NullMarked;
