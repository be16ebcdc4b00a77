/**
 * What a kind of data brings: recognising its data and runs, defaults, training, sampling, measuring, drawing.
 */
@NullMarked
package dev.millrace.runs.kind;

import org.jspecify.annotations.NullMarked;
