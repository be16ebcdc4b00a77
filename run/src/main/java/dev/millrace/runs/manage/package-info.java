/**
 * Runs as a whole: importing weights, and training the first steps again to compare.
 */
@NullMarked
package dev.millrace.runs.manage;

import org.jspecify.annotations.NullMarked;
