/** Training on a cluster: each rank has rows of its own, and the same weights. */
@NullMarked
package dev.millrace.spark.train;

import org.jspecify.annotations.NullMarked;
