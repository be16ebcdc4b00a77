/** Words for people: what a mistyped name may have meant, and choices with arguments as the command line writes them. */
@NullMarked
package dev.millrace.flow.text;

import org.jspecify.annotations.NullMarked;
