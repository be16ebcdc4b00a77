/** Runs on executors: their files travel as bytes, and each Java virtual machine opens a run once. */
@NullMarked
package dev.millrace.spark.open;

import org.jspecify.annotations.NullMarked;
