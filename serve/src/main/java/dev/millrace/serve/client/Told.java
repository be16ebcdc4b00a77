package dev.millrace.serve.client;

import java.net.http.HttpHeaders;

/**
 * What a service tells with samples. The same model, seed and offset give the same samples again.
 *
 * @param seed the seed
 * @param offset the number of the first sample
 * @param checksum the hash of the weights of the model
 * @param nfe evaluations of the network for each sample
 * @param queuedMilliseconds how long the request was in the queue
 * @param computedMilliseconds how long it was computed, as far as that was known when the answer began
 * @param requestId the name of the request in the log of the service
 */
public record Told(long seed, long offset, String checksum, int nfe, double queuedMilliseconds,
    double computedMilliseconds, String requestId) {
  static Told of(HttpHeaders headers) {
    return new Told(headers.firstValueAsLong("Millrace-Seed").orElse(0),
        headers.firstValueAsLong("Millrace-Offset").orElse(0), headers.firstValue("Millrace-Checksum").orElse(""),
        (int) headers.firstValueAsLong("Millrace-Nfe").orElse(0),
        headers.firstValue("Millrace-Queued-Milliseconds").map(Double::parseDouble).orElse(Double.NaN),
        headers.firstValue("Millrace-Computed-Milliseconds").map(Double::parseDouble).orElse(Double.NaN),
        headers.firstValue("X-Request-Id").orElse(""));
  }
}
