/**
 * Runs and their files: {@code run.yaml} (the values of all options, and provenance), {@code model.safetensors}, {@code
 * training.jsonl}, {@code checkpoints/} and {@code plots/}.
 */
@NullMarked
package dev.millrace.flow.run;

import org.jspecify.annotations.NullMarked;
