package dev.millrace.serve.service;

import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.work.Device;

/**
 * What all models of a service share.
 *
 * @param kinds the kinds that are known
 * @param device what computes
 * @param limits how much requests may ask for
 * @param figures where figures are kept
 * @param warmUp warms models up
 */
record Setting(Kinds kinds, Device device, WorkLimits limits, ServiceFigures figures, WarmUp warmUp) {}
