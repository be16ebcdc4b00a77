/** The verb reproduce, with a verb of its own for each published table. */
@NullMarked
package dev.millrace.cli.reproduce;

import org.jspecify.annotations.NullMarked;
