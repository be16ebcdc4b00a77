/**
 * The pictures of runs of images.
 */
@NullMarked
package dev.millrace.images.draw;

import org.jspecify.annotations.NullMarked;
