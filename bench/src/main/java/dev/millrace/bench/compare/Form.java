package dev.millrace.bench.compare;

/**
 * One way of doing the work of a case.
 *
 * @param peer who does it
 * @param name the name by which the peer knows it
 * @param title the name shown to users
 */
record Form(Peer peer, String name, String title) {}
