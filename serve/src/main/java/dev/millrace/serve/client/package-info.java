/**
 * Asks a service for samples, with the JDK's HTTP client:
 *
 * {@snippet :
 * MillraceClient client = MillraceClient.of(URI.create("http://127.0.0.1:8080"));
 * Samples samples = client.samples("moons", Ask.of(1000).withSeed(7));
 * float[][] points = samples.toArrays();
 * Told told = client.rows("penguins", Ask.of(1_000_000), row -> System.out.println(row));
 * }
 */
@NullMarked
package dev.millrace.serve.client;

import org.jspecify.annotations.NullMarked;
