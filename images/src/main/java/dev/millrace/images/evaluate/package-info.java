/**
 * The figures of flows of images, in the features of a classifier.
 */
@NullMarked
package dev.millrace.images.evaluate;

import org.jspecify.annotations.NullMarked;
