package dev.millrace.flow.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.millrace.flow.io.Sha256;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The list of contents of one checkpoint, stored with its own hash: {@code {"manifest": {…}, "sha256": "…"}}.
 *
 * @param step number of finished steps
 * @param facts text by name, in addition to the files
 * @param files size and SHA-256 of each file
 */
record Manifest(long step, Map<String, String> facts, SequencedMap<String, Entry> files) {
  static final String NAME = "manifest.json";
  static final int FORMAT = 1;
  /** The greatest accepted size, some hundred times what a real manifest needs. */
  static final int MOST_BYTES = 1 << 20;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * One file.
   *
   * @param bytes length of the file
   * @param sha256 checksum of its contents, in lower-case hexadecimal
   */
  record Entry(long bytes, String sha256) {}

  Manifest {
    facts = Map.copyOf(facts);
    files = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(files));
  }

  byte[] toBytes() {
    ObjectNode inner = JSON.createObjectNode().put("format", FORMAT).put("step", step);
    ObjectNode words = inner.putObject("facts");
    new TreeMap<>(facts).forEach(words::put);
    ObjectNode list = inner.putObject("files");
    files.forEach((name, entry) -> list.putObject(name).put("bytes", entry.bytes()).put("sha256", entry.sha256()));
    ObjectNode outer = JSON.createObjectNode();
    outer.set("manifest", inner);
    outer.put("sha256", hash(inner));
    return (JSON.writeValueAsString(outer) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(JsonNode node) {
    MessageDigest digest = Sha256.digest();
    return HexFormat.of().formatHex(digest.digest(JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8)));
  }

  /** @throws DamagedException if the bytes are not a manifest, or do not match their hash */
  static Manifest parse(byte[] bytes) throws DamagedException {
    JsonNode outer;
    try {
      outer = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JacksonException e) {
      throw new DamagedException(NAME + " is not JSON", e);
    }
    JsonNode inner = outer.path("manifest");
    if (!inner.isObject() || !outer.path("sha256").isString()) {
      throw new DamagedException(NAME + " is not a manifest");
    }
    if (!outer.path("sha256").stringValue().equals(hash(inner))) {
      throw new DamagedException(NAME + " does not match its own SHA-256");
    }
    if (inner.path("format").asInt(0) != FORMAT) {
      throw new DamagedException("format " + inner.path("format") + ", this release reads format " + FORMAT);
    }
    JsonNode step = inner.path("step");
    if (!step.isIntegralNumber() || !step.canConvertToLong() || step.longValue() < 0) {
      throw new DamagedException(NAME + " has no step");
    }
    Map<String, String> facts = new LinkedHashMap<>();
    for (var fact : inner.path("facts").properties()) {
      facts.put(fact.getKey(), fact.getValue().asString(""));
    }
    SequencedMap<String, Entry> files = new LinkedHashMap<>();
    for (var file : inner.path("files").properties()) {
      // Names are read from a file and become paths, so none may lead out of the checkpoint's folder.
      JsonNode length = file.getValue().path("bytes");
      String hash = file.getValue().path("sha256").asString("");
      if (!Snapshot.FILE_NAME.matcher(file.getKey()).matches() || !HASH.matcher(hash).matches()
          || !length.canConvertToLong()) {
        throw new DamagedException(NAME + " has a wrong entry");
      }
      files.put(file.getKey(), new Entry(length.longValue(), hash));
    }
    return new Manifest(step.longValue(), facts, files);
  }
}
