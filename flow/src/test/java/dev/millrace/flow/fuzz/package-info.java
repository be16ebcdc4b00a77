/** Hostile files: what Jazzer runs, the corpus it kept, and files made by hand to hurt. */
@NullMarked
package dev.millrace.flow.fuzz;

import org.jspecify.annotations.NullMarked;
