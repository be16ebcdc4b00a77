/**
 * What a kind of data brings to a training whose rows lie on several machines, so that whoever connects the machines knows
 * no kind.
 */
@NullMarked
package dev.millrace.runs.shared;

import org.jspecify.annotations.NullMarked;
