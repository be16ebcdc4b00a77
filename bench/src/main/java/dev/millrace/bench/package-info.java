/**
 * JMH benchmarks of the library's hot parts, one class a part, for {@code bench/jmh}. The parts without a public face have
 * their benchmarks in packages of the library's names, so that the library need not open them.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
