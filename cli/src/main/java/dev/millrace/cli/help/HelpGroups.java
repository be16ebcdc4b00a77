package dev.millrace.cli.help;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A verb with many options, whose help shows them in groups. */
public interface HelpGroups {
  /** The long names of the options under each heading; all other options are under the last heading. */
  SequencedMap<String, List<String>> helpGroups();

  /** Defaults that are not known to picocli, as text, by the long names of the options. */
  Map<String, String> helpDefaults();
}
