/**
 * Sampling of runs of images, and their files.
 */
@NullMarked
package dev.millrace.images.sample;

import org.jspecify.annotations.NullMarked;
