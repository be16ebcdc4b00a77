/** The verb serve. */
@NullMarked
package dev.millrace.cli.serve;

import org.jspecify.annotations.NullMarked;
