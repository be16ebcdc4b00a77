/**
 * Checkpoints that survive a crash at any instant. A checkpoint is a folder: files that were forced to disk, and a manifest,
 * written last, with the step, each file's size and SHA-256, and what else decides whether the checkpoint fits. The folder gets
 * its name, by one atomic rename, when all of that is on the disk; a reader believes only what the hashes confirm.
 *
 * <p>Nothing here knows of networks: an entry is a name and the bytes that its writer writes. Both engines store by it.
 */
@NullMarked
package dev.millrace.flow.store;

import org.jspecify.annotations.NullMarked;
