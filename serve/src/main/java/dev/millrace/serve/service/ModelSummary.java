package dev.millrace.serve.service;

/**
 * What the list of models says of one.
 *
 * @param name its name
 * @param kind points, tables or images; empty if it is not known
 * @param checksum the hash of its weights, such as "sha256:…"; empty if it is not loaded
 * @param ready whether it is served
 * @param trouble what is wrong with it, or with its newer form; empty if nothing is
 */
public record ModelSummary(String name, String kind, String checksum, boolean ready, String trouble) {}
