/** The verbs train, verify and reproduce. */
@NullMarked
package dev.millrace.cli.train;

import org.jspecify.annotations.NullMarked;
