/**
 * What all calls have in common: the caller, which hears events, may cancel, and limits the memory.
 */
@NullMarked
package dev.millrace.runs.work;

import org.jspecify.annotations.NullMarked;
