/** The verb that starts the studio. */
@NullMarked
package dev.millrace.cli.studio;

import org.jspecify.annotations.NullMarked;
