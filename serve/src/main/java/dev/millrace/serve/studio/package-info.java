/**
 * The studio: a page on which users draw data, train a flow and see it straighten. This package answers the page's
 * requests; the page itself is in the resources. A training that is started here is an ordinary run, in an ordinary
 * folder.
 */
@NullMarked
package dev.millrace.serve.studio;

import org.jspecify.annotations.NullMarked;
