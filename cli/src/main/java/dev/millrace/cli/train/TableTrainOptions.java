package dev.millrace.cli.train;

import dev.millrace.cli.options.TableReadOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of a training for tables only; {@link TrainCommand} reads them through picocli's model. */
@SuppressWarnings("UnusedVariable")
public final class TableTrainOptions {
  @Option(names = "--kind", paramLabel = "KIND",
      description = "what the data are: points (rows of numbers), tables (columns of numbers, words and dates) or images; "
          + "default what they look like")
  private @Nullable String kind;

  @Option(names = "--label", paramLabel = "COLUMN",
      description = "the column that classes the rows, such as a diagnosis; rows can then be asked for by it")
  private @Nullable String label;

  @Option(names = "--schema", paramLabel = "FILE.yaml",
      description = "what the columns are, as 'millrace schema' wrote it and you changed it; default what they look like")
  private @Nullable String schema;

  @Mixin
  private TableReadOptions reading = new TableReadOptions();

  @Option(names = "--holdout", paramLabel = "SHARE",
      description = "share of the rows, at most 20,000, that are not learnt, so that samples can be compared with them; 0 "
          + "for none")
  private @Nullable Double holdout;

  @Option(names = "--relations", paramLabel = "WORD",
      description = "keep the relations between columns that are found, such as total = price · count, or none")
  private @Nullable String relations;

  @Option(names = "--protect-below", paramLabel = "N",
      description = "group words that fewer than N rows have, and put numbers into groups of N rows at least, so that no "
          + "value points to few rows; 0 for no")
  private @Nullable Integer protectBelow;

  @Option(names = "--dp-epsilon", paramLabel = "E",
      description = "train with differential privacy: the weights tell at most E about any row; 0 for no")
  private @Nullable Double dpEpsilon;

  @Option(names = "--dp-delta", paramLabel = "D",
      description = "the probability with which --dp-epsilon may be exceeded; default a tenth of one over the rows")
  private @Nullable Double dpDelta;

  @Option(names = "--dp-clip", paramLabel = "C",
      description = "the greatest norm of a row's gradient in private training")
  private @Nullable Double dpClip;
}
