/**
 * Text for users: suggestions for mistyped names, option values with arguments, numbers in a few digits, and text
 * inside HTML and SVG.
 */
@NullMarked
package dev.millrace.flow.text;

import org.jspecify.annotations.NullMarked;
