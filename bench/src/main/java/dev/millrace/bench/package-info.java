/**
 * JMH benchmarks of the parts of the library that take most of the time, one class per part, for {@code bench/jmh}.
 * Benchmarks of parts that are not public are in packages with the names of the library's packages, so that these parts
 * can stay package-private.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
