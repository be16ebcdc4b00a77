/** The lesson: from an ODE to a trained, straightened flow of points and of images. */
@NullMarked
package dev.millrace.examples.lesson;

import org.jspecify.annotations.NullMarked;
