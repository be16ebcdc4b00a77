/**
 * File formats, which are read strictly and written atomically: arrays as {@code .npy} (NumPy's NEP 1), tables as
 * {@code .csv} (RFC 4180), weights as {@code .safetensors} (Hugging Face's format of that name); images, which are only
 * read, as IDX (the format of MNIST), PNG and JPEG.
 *
 * <p>A reader trusts nothing: lengths, shapes and offsets are checked against the file's size before anything is
 * allocated, and every fault is reported as an {@link dev.millrace.flow.InvalidInputException} with a message of one
 * line that names the file as the caller gave it. A {@link java.io.IOException} means that the machine failed, not that
 * the file is wrong. Writers write to a stream; {@link dev.millrace.flow.io.AtomicFile} turns it into a file that is
 * either complete or absent.
 */
@NullMarked
package dev.millrace.flow.io;

import org.jspecify.annotations.NullMarked;
