/**
 * Checkpoints that survive a crash at any instant. A checkpoint is a folder of files that were forced to disk, and a
 * manifest, which is written last. The manifest has the step, the size and SHA-256 of each file, and further facts that
 * decide whether the checkpoint fits a run. The folder gets its final name by one atomic rename when all of this is on
 * the disk. A reader accepts only files that match their hashes.
 *
 * <p>This package is independent of networks: an entry is a name and the bytes that its writer writes. Both engines use
 * it.
 */
@NullMarked
package dev.millrace.flow.store;

import org.jspecify.annotations.NullMarked;
