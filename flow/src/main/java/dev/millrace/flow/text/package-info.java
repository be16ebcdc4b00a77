/** Words for people: what a mistyped name may have meant, choices with arguments as the command line writes them, and text inside HTML and SVG. */
@NullMarked
package dev.millrace.flow.text;

import org.jspecify.annotations.NullMarked;
