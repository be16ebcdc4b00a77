/** The verbs data, datasets, import and export. */
@NullMarked
package dev.millrace.cli.data;

import org.jspecify.annotations.NullMarked;
