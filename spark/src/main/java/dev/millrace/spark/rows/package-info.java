/** The rows of a run as a source of data of Spark. */
@NullMarked
package dev.millrace.spark.rows;

import org.jspecify.annotations.NullMarked;
