/**
 * A thin layer over the JDK's HTTP server: routes, requests, answers, errors as problem details (RFC 9457), records in
 * streams, and the check that a request comes from this machine's own page. It knows nothing of flows.
 */
@NullMarked
package dev.millrace.serve.http;

import org.jspecify.annotations.NullMarked;
