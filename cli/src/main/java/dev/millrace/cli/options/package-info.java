/** Options that several verbs have. */
@NullMarked
package dev.millrace.cli.options;

import org.jspecify.annotations.NullMarked;
