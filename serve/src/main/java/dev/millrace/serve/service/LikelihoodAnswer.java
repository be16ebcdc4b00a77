package dev.millrace.serve.service;

/**
 * Densities.
 *
 * @param model the name of the model
 * @param checksum the hash of its weights
 * @param nfe evaluations of the velocity, of the point that took the most
 * @param logDensities the natural logarithm of the density of each point, in the units of the data
 * @param queuedMilliseconds how long the request was in the queue
 * @param computedMilliseconds how long it was computed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LikelihoodAnswer(String model, String checksum, int nfe, double[] logDensities, double queuedMilliseconds,
    double computedMilliseconds) {}
