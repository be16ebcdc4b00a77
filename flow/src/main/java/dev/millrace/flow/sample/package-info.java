/** Samplers, which transport many start points along a velocity field at once. */
@NullMarked
package dev.millrace.flow.sample;

import org.jspecify.annotations.NullMarked;
