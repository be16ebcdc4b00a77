/**
 * A thin layer over the JDK's HTTP server, for the studio and the service: routes, requests, answers, errors as problem
 * details (RFC 9457), limits, tokens, TLS, figures, an access log, an end that loses nothing, records in streams, and the
 * check that a request comes from this machine's own page. It knows nothing of flows.
 *
 * <p>A route says once what it takes and gives; that checks bodies ({@link dev.millrace.serve.http.Exchange#json(Class)})
 * and makes the OpenAPI document ({@link dev.millrace.serve.http.OpenApi}):
 *
 * {@snippet :
 * record Question(@Field(value = "how many rows", least = 1, most = 100) int count,
 *     @Field("the seed; one is drawn if it is missing") Optional<Long> seed) {}
 *
 * record Answer(@Field("the rows") double[][] rows) {}
 *
 * router.add(Route.of("POST", "/v1/models/{model}/sample", this::sample).says("Samples rows")
 *     .takes(Question.class).givesJson(Answer.class).gives("text/csv"));
 *
 * void sample(Exchange exchange) throws IOException {
 *   String form = exchange.accepted(List.of("application/json", "text/csv"));
 *   Question question = exchange.json(Question.class);
 *   exchange.sendStream(form, out -> write(question, out)); // cut off if it fails, so that no part passes for the whole
 * }
 * }
 */
@NullMarked
package dev.millrace.serve.http;

import org.jspecify.annotations.NullMarked;
