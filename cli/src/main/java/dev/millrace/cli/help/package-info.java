/** Help pages, and messages about wrong command lines. */
@NullMarked
package dev.millrace.cli.help;

import org.jspecify.annotations.NullMarked;
