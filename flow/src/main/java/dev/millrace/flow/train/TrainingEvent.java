package dev.millrace.flow.train;

/**
 * Progress of a training, as reported to the listener.
 *
 * @param step number of finished steps, 1 to {@code steps}
 * @param steps total number of steps
 * @param loss mean loss since the previous event
 * @param gradientNorm norm of the last gradient, before clipping
 * @param learningRate learning rate of the last step
 * @param seconds time since the training began
 * @param samplesPerSecond pairs per second since the previous event
 * @param secondsLeft time to the end at the mean speed so far
 * @param epoch number of the current pass over the data, from 1; 0 if the pairs have no epochs
 * @param epochs passes over the data in all; 0 if the pairs have no epochs
 * @param trainer the trainer; {@link Trainer#state()} returns a copy that may be kept
 */
public record TrainingEvent(int step, int steps, double loss, double gradientNorm, double learningRate, double seconds,
    double samplesPerSecond, double secondsLeft, int epoch, int epochs, Trainer trainer) {}
