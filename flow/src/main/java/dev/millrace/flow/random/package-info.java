/**
 * Random numbers. Generators are passed explicitly and never shared: each is derived from (seed, purpose, index,
 * chunk).
 */
@NullMarked
package dev.millrace.flow.random;

import org.jspecify.annotations.NullMarked;
