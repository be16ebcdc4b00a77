/** The verb sample. */
@NullMarked
package dev.millrace.cli.sample;

import org.jspecify.annotations.NullMarked;
