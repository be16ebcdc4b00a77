package dev.millrace.cli;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A verb whose options are many, so that its help shows them in groups. */
interface HelpGroups {
  /** Long names of options by the heading that they stand under; all others stand under the last heading. */
  SequencedMap<String, List<String>> helpGroups();

  /** Defaults that picocli does not know, as text, by the options' long names. */
  Map<String, String> helpDefaults();
}
