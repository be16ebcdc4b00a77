package dev.millrace.runs.work;

/** What a call publishes while it works. The caller may show it, write it to a log, or ignore it. */
public sealed interface RunEvent {
  /**
   * A piece of work begins.
   *
   * @param work its name, of one or a few words
   * @param done units that were done before
   * @param total number of units; 0 if it is not known
   */
  record Began(String work, int done, int total) implements RunEvent {}

  /**
   * The work that began last has come further.
   *
   * @param done units done, at most the total
   * @param news further text, in parts separated by commas; may be empty
   */
  record Advanced(int done, String news) implements RunEvent {}

  /** The work that began last has ended, whether or not it was completed. */
  record Ended() implements RunEvent {}

  /** A line of text for the user. */
  record Said(Level level, String text) implements RunEvent {}

  /** How much a line of text matters. */
  enum Level {
    /** What is being done. */
    INFO,
    /** A property of the data or of the options that a user may not expect. */
    REMARK,
    /** The result is not what was asked for, or is not reliable. */
    WARNING
  }
}
