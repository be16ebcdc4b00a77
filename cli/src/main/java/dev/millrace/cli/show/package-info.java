/** The verbs plot, report and doctor. */
@NullMarked
package dev.millrace.cli.show;

import org.jspecify.annotations.NullMarked;
