/**
 * The kind images: flows of pictures, on LibTorch.
 */
@NullMarked
package dev.millrace.images;

import org.jspecify.annotations.NullMarked;
