/**
 * The evaluation of a trained flow: quality as a function of the number of function evaluations, compared with the
 * floor that is due to chance.
 */
@NullMarked
package dev.millrace.flow.evaluate;

import org.jspecify.annotations.NullMarked;
