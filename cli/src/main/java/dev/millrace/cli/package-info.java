/**
 * The {@code millrace} command. It parses options, and writes results to standard output and progress and one-line
 * errors to standard error.
 */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
