/** The verbs that only tables have. */
@NullMarked
package dev.millrace.cli.tables;

import org.jspecify.annotations.NullMarked;
