package dev.millrace.flow.io;

import java.util.function.IntFunction;

/**
 * A column of words, or of whole numbers, that a file has beside its numbers, such as the classes of its rows.
 *
 * @param name the name of the column
 * @param word the word of a row, counted from 0
 */
public record WordColumn(String name, IntFunction<String> word) {}
