/** Rows of a user's own that a run scores or completes. */
@NullMarked
package dev.millrace.spark.frame;

import org.jspecify.annotations.NullMarked;
