/** Flows on a Spark cluster. */
@NullMarked
package dev.millrace.spark;

import org.jspecify.annotations.NullMarked;
