/**
 * What hides single rows: differentially private training, and values that few rows have.
 */
@NullMarked
package dev.millrace.tables.privacy;

import org.jspecify.annotations.NullMarked;
