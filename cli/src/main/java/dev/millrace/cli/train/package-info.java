/** The verbs train and verify. */
@NullMarked
package dev.millrace.cli.train;

import org.jspecify.annotations.NullMarked;
