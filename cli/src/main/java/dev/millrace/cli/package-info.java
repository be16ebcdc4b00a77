/** The {@code millrace} command: options in, results on standard output, progress and one-line errors on standard error. */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
