/**
 * The service: samples of trained runs over HTTP. Row i of an answer is a function of the model, the options, the seed and i,
 * whatever else is computed with it.
 */
@NullMarked
package dev.millrace.serve.service;

import org.jspecify.annotations.NullMarked;
