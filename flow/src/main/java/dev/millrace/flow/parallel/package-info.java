/** Threads that stay: a small pool for loops of many short parallel sections. */
@NullMarked
package dev.millrace.flow.parallel;

import org.jspecify.annotations.NullMarked;
