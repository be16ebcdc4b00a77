/**
 * Parallel work: a pool of threads for loops of many short parallel sections, tasks on the common pool, and whether the Vector API is available.
 */
@NullMarked
package dev.millrace.flow.parallel;

import org.jspecify.annotations.NullMarked;
