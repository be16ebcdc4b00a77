/** The verbs interpolate, reconstruct, inpaint and edit. */
@NullMarked
package dev.millrace.cli.edit;

import org.jspecify.annotations.NullMarked;
