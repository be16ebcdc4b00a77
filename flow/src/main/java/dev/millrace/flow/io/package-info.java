/**
 * File formats, read strictly and written whole: arrays as {@code .npy} (NumPy's NEP 1), tables as {@code .csv} (RFC 4180),
 * weights as {@code .safetensors} (Hugging Face's format of that name); images, read only, as IDX (the form of MNIST), PNG and
 * JPEG.
 *
 * <p>A reader trusts nothing: lengths, shapes and offsets are checked against the file's size before anything is allocated, and
 * every fault is one {@link dev.millrace.flow.InvalidInputException} of one line that names the file as the caller gave it. A
 * {@link java.io.IOException} means that the machine failed, not the file. Writers take a stream; {@link
 * dev.millrace.flow.io.AtomicFile} makes a file of it that is either complete or not there.
 */
@NullMarked
package dev.millrace.flow.io;

import org.jspecify.annotations.NullMarked;
