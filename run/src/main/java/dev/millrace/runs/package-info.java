/**
 * Everything that is done with runs, as calls that publish events, can be cancelled, and never print: {@link dev.millrace.runs.Runs}.
 */
@NullMarked
package dev.millrace.runs;

import org.jspecify.annotations.NullMarked;
