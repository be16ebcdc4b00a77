package dev.millrace.torch;

/**
 * The data of one training step.
 *
 * @param step 1 or more
 * @param xt points on the path, [batch, dim]
 * @param t their times, [batch]
 * @param target their velocities, [batch, dim]
 * @param labels their classes, "any" where dropped; empty without classes
 */
record ImageBatch(int step, float[] xt, float[] t, float[] target, int[] labels) {}
