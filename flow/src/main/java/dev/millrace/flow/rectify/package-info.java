/**
 * Rectification (Liu et al. 2022): a trained flow pairs each noise with the point that it carries it to, and a new network
 * learns from these pairs; its paths cross less, so they are straighter and need fewer steps.
 */
@NullMarked
package dev.millrace.flow.rectify;

import org.jspecify.annotations.NullMarked;
