/**
 * A run and its files: {@code run.yaml} (every resolved option and provenance), {@code model.safetensors},
 * {@code training.jsonl}, {@code checkpoints/} and {@code plots/}.
 */
@NullMarked
package dev.millrace.flow.run;

import org.jspecify.annotations.NullMarked;
