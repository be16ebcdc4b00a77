package dev.millrace.runs.kind;

import dev.millrace.flow.io.Csv;
import org.jspecify.annotations.Nullable;

/**
 * What a user says of the data that imported weights were trained on.
 *
 * @param data the name of the data, or a file; null for the usual data if they can be those
 * @param header whether the first row of a .csv file holds names
 * @param labels for a file: another file with the class of each row, or the name of the column that holds it; empty for
 *     none
 */
public record TrainedOn(@Nullable String data, Csv.Header header, String labels) {}
