package dev.millrace.runs.rows;

/**
 * Pairs of a flow, from which reflow learns (Liu et al. 2022, algorithm 1): noise, and the samples that the flow makes of it,
 * both as the network sees them.
 *
 * @param dim the numbers of a sample
 * @param noise [count, dim]
 * @param samples [count, dim]
 * @param labels the class of each, [count]; empty if the flow has no classes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FlowPairs(int dim, float[] noise, float[] samples, int[] labels) {}
