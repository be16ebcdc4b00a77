/** How work is spread: threads that stay, for loops of many short parallel sections, and vectors, if Java has them. */
@NullMarked
package dev.millrace.flow.parallel;

import org.jspecify.annotations.NullMarked;
