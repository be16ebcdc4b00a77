/**
 * Changing images with a flow: between two noises, there and back, filling in, into another class.
 */
@NullMarked
package dev.millrace.images.edit;

import org.jspecify.annotations.NullMarked;
