/** The terminal: messages, progress, files of results, the command as it was called. */
@NullMarked
package dev.millrace.cli.terminal;

import org.jspecify.annotations.NullMarked;
