package dev.millrace.bench.compare;

/**
 * One way of doing the work of a case.
 *
 * @param peer who does it
 * @param name by which the peer knows it
 * @param title for people
 */
record Form(Peer peer, String name, String title) {}
