/** Programs with something of their own: data, a field, a coupling, a service, images of a class. */
@NullMarked
package dev.millrace.examples.own;

import org.jspecify.annotations.NullMarked;
