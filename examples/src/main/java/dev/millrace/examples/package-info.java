/**
 * Programs that use Millrace as a library. {@link dev.millrace.examples.lesson} is the lesson on flow matching and
 * rectified flow, section by section; {@link dev.millrace.examples.own} has programs that do something of their own:
 * with data, fields, couplings, services, images. {@code docs/tutorial.md} walks through all of them.
 */
@NullMarked
package dev.millrace.examples;

import org.jspecify.annotations.NullMarked;
