/**
 * Trains networks of images on LibTorch.
 */
@NullMarked
package dev.millrace.images.train;

import org.jspecify.annotations.NullMarked;
