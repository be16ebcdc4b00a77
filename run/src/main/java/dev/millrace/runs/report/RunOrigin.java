package dev.millrace.runs.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.TrainingConfig;
import dev.millrace.runs.kind.Kind;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.open.ReflowArguments;
import dev.millrace.runs.text.DataNames;
import dev.millrace.runs.text.ShellWords;
import dev.millrace.runs.train.Provenance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The origin of a run: the first lines of its report page. */
public final class RunOrigin {
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT)
      .withZone(ZoneOffset.UTC);

  private RunOrigin() {
  }

  /**
   * The time when its weights were written, the command that wrote them, and their checksum; unknown facts are left
   * out.
   */
  static SequencedMap<String, String> of(Kinds kinds, RunDirectory run, String name) throws IOException {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    if (Files.isRegularFile(run.modelFile())) {
      facts.put("trained", MINUTES.format(lastModified(run.modelFile())));
    }
    facts.put("command", command(kinds, run, name));
    if (Files.isRegularFile(run.modelFile())) {
      facts.put("SHA-256 of model.safetensors", checksum(run.modelFile()));
    }
    return facts;
  }

  private static Instant lastModified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }

  private static String checksum(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String command(Kinds kinds, RunDirectory run, String name) throws IOException {
    Optional<String[]> reflow = ReflowArguments.of(run.path());
    if (reflow.isPresent()) {
      return ShellWords.line(name, words("reflow", Arrays.asList(reflow.get())));
    }
    String imported = ConfigFile.provenance(run.configFile()).get(Provenance.IMPORTED_FROM);
    return imported == null
        ? ShellWords.line(name, words("train", trainingArguments(kinds, run)))
        : ShellWords.line(name, "import", imported, "--data", ConfigFile.data(run.configFile()).orElse(""), "--out",
            run.path());
  }

  private static Object[] words(String verb, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(verb));
    words.addAll(arguments);
    return words.toArray();
  }

  /** The data and the options that differ from the defaults. */
  private static List<String> trainingArguments(Kinds kinds, RunDirectory run) throws IOException {
    Kind kind = kinds.of(run);
    TrainingConfig config = kinds.config(run);
    JsonNode usual = JsonMapper.shared().valueToTree(kind.defaults());
    JsonNode here = JsonMapper.shared().valueToTree(config);
    List<String> arguments = new ArrayList<>(List.of(DataNames.withoutPassword(config.data())));
    if (!kinds.ofData(arguments.getFirst()).equals(kind)) {
      arguments.add("--kind");
      arguments.add(kind.name());
    }
    for (Map.Entry<String, JsonNode> option : here.properties()) {
      JsonNode value = option.getValue();
      if (option.getKey().equals("data") || kind.isChosen(config, option.getKey())
          || value.equals(usual.path(option.getKey()))) {
        continue;
      }
      arguments.add("--" + option.getKey());
      if (!value.isBoolean()) {
        arguments.add(value.asString(""));
      }
    }
    arguments.add("--out");
    arguments.add(run.path().toString());
    return arguments;
  }
}
