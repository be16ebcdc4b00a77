/**
 * Trained table flows: samples, conditions, imputation, and the file of a model.
 */
@NullMarked
package dev.millrace.tables.model;

import org.jspecify.annotations.NullMarked;
