package dev.millrace.flow.train;

/**
 * What a trainer tells those who listen.
 *
 * @param step steps done, 1 to {@code steps}
 * @param steps steps in all
 * @param loss mean loss since the event before
 * @param gradientNorm norm of the last gradient, before clipping
 * @param learningRate of the last step
 * @param seconds since training began
 * @param samplesPerSecond pairs a second since the event before
 * @param trainer who trains; {@link Trainer#state()} is a copy to keep
 */
public record TrainingEvent(int step, int steps, double loss, double gradientNorm, double learningRate, double seconds,
    double samplesPerSecond, Trainer trainer) {}
