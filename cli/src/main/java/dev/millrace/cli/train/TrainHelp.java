package dev.millrace.cli.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.tables.kind.train.TableConfig;
import dev.millrace.torch.ImageConfig;

/** The arrangement of the help of {@code train}: its options in groups, with the defaults for points and for images. */
public final class TrainHelp {
  private static final String CHOSEN = "by the number of rows";
  /** The options of tables whose 0 stands for a choice. */
  private static final Set<String> CHOSEN_BY_ROWS = Set.of("--steps", "--batch", "--lr", "--hidden");

  private TrainHelp() {
  }

  static SequencedMap<String, List<String>> groups() {
    SequencedMap<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("The run", List.of("--out", "--kind", "--header", "--resume", "--config", "--print-config"));
    groups.put("Training", List.of("--steps", "--batch", "--lr", "--warmup", "--decay", "--clip", "--weight-decay",
        "--ema", "--seed", "--checkpoint-every", "--on-divergence"));
    groups.put("The flow from noise to data", List.of("--one-step", "--source", "--coupling", "--coupling-batch",
        "--path", "--sigma-min", "--time"));
    groups.put("Few steps: average velocities of points", List.of("--objective", "--off-diagonal", "--least-alpha",
        "--guided", "--from"));
    groups.put("Classes", List.of("--classes", "--labels", "--label-dropout", "--class-aware"));
    groups.put("Network for points and tables", List.of("--hidden", "--layers", "--activation", "--time-input",
        "--time-scale"));
    groups.put("Tables only",
        List.of("--label", "--schema", "--query", "--encoding", "--bad-rows", "--max-levels", "--holdout",
            "--relations", "--protect-below", "--dp-epsilon", "--dp-delta", "--dp-clip"));
    groups.put("Images only", List.of("--net", "--unconditional", "--size", "--channels", "--flip",
        "--loss", "--micro", "--precision", "--sample-every", "--no-evaluation"));
    groups.put("Computing and output", List.of("--threads", "--device", "--no-plots", "--quiet"));
    return groups;
  }

  /** The defaults by the long names of the options: for points, and for images and tables where they differ. */
  static Map<String, String> defaults() {
    Map<String, String> points = values(RunConfig.defaults());
    Map<String, String> images = values(ImageConfig.defaults());
    Map<String, String> tables = values(TableConfig.defaults());
    tables.replaceAll((name, value) -> CHOSEN_BY_ROWS.contains(name) ? CHOSEN : value);
    Map<String, String> defaults = new LinkedHashMap<>(tables);
    defaults.putAll(images);
    points.forEach((name, value) -> {
      String ofImages = images.getOrDefault(name, value);
      String ofTables = tables.getOrDefault(name, value);
      defaults.put(name, value + (value.equals(ofImages) ? "" : ", for images " + ofImages)
          + (value.equals(ofTables) ? "" : ", for tables " + ofTables));
    });
    defaults.remove("--kind");
    return defaults;
  }

  private static Map<String, String> values(TrainingConfig config) {
    Map<String, String> values = new LinkedHashMap<>();
    ConfigFile.toYaml(config, Map.of()).lines().map(line -> line.split(": ", 2)).filter(parts -> parts.length == 2)
        .filter(parts -> !parts[1].equals("false") && !parts[1].equals("\"\""))
        .forEach(parts -> values.put("--" + parts[0], parts[1].replace("\"", "").replaceFirst("\\.0$", "")));
    return values;
  }
}
