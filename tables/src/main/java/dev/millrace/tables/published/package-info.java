/**
 * Published tables about tables, measured again: the nine sets of ForestDiffusion.
 */
@NullMarked
package dev.millrace.tables.published;

import org.jspecify.annotations.NullMarked;
