package dev.millrace.torch;

/**
 * What an image trainer tells those who listen.
 *
 * @param step steps done, 1 to {@code steps}
 * @param steps steps in all
 * @param loss mean loss since the event before
 * @param gradientNorm norm of the last gradient, before clipping
 * @param learningRate of the last step
 * @param seconds since this training began
 * @param imagesPerSecond since the event before
 * @param epoch passes over the data, the present one included; counts from 1
 * @param epochs passes over the data in all
 * @param secondsLeftInEpoch at the mean speed so far
 * @param secondsLeft at the mean speed so far
 * @param trainer who trains; {@link ImageTrainer#state()} is a copy to keep
 */
public record ImageTrainingEvent(int step, int steps, double loss, double gradientNorm, double learningRate,
    double seconds, double imagesPerSecond, int epoch, int epochs, double secondsLeftInEpoch, double secondsLeft,
    ImageTrainer trainer) {}
