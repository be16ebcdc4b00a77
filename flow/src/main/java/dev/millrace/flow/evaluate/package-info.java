/** What a trained flow is worth: quality against the number of function evaluations, beside the floor that chance sets. */
@NullMarked
package dev.millrace.flow.evaluate;

import org.jspecify.annotations.NullMarked;
