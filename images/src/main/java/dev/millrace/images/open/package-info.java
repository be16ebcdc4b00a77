/**
 * Reads trained runs of images, their classes, and files of images for them.
 */
@NullMarked
package dev.millrace.images.open;

import org.jspecify.annotations.NullMarked;
