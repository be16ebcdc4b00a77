package dev.millrace.torch;

/**
 * An event that an image trainer publishes to its listener.
 *
 * @param step steps done, 1 to {@code steps}
 * @param steps steps in all
 * @param loss mean loss since the previous event
 * @param gradientNorm norm of the last gradient, before clipping
 * @param learningRate of the last step
 * @param seconds since this training began
 * @param imagesPerSecond since the event before
 * @param epoch number of the current pass over the data, counted from 1
 * @param epochs passes over the data in all
 * @param secondsLeftInEpoch at the mean speed so far
 * @param secondsLeft at the mean speed so far
 * @param trainer the trainer; {@link ImageTrainer#state()} gives a copy of the state
 */
public record ImageTrainingEvent(int step, int steps, double loss, double gradientNorm, double learningRate,
    double seconds, double imagesPerSecond, int epoch, int epochs, double secondsLeftInEpoch, double secondsLeft,
    ImageTrainer trainer) {}
