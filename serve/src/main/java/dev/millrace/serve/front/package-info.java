/** What a service has beside its models: the page on which they can be tried, the OpenAPI document, the figures. */
@NullMarked
package dev.millrace.serve.front;

import org.jspecify.annotations.NullMarked;
