/** Words for people: what a mistyped name may have meant. */
@NullMarked
package dev.millrace.flow.text;

import org.jspecify.annotations.NullMarked;
