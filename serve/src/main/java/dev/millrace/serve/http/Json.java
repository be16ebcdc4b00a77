package dev.millrace.serve.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

import dev.millrace.flow.io.JsonFault;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it is read from requests: in UTF-8, without duplicate keys, of limited depth and length. */
public final class Json {
  /** Reads and writes JSON, with the usual limits. */
  public static final JsonMapper MAPPER = mapper(Limits.DEFAULTS);

  private final Limits limits;
  private final JsonMapper mapper;

  /** @param limits the greatest depth and length of strings */
  Json(Limits limits) {
    this.limits = limits;
    mapper = limits.equals(Limits.DEFAULTS) ? MAPPER : mapper(limits);
  }

  private static JsonMapper mapper(Limits limits) {
    return JsonMapper.builder(JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(limits.jsonDepth())
            .maxStringLength(limits.jsonText()).build())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  }

  /**
   * {@return the JSON object that bytes hold}
   *
   * @throws Problem 400 if they hold none, or one beyond the limits
   */
  JsonNode object(byte[] bytes) {
    try {
      // As text: from bytes, the parser would also accept UTF-16 and UTF-32.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode tree = mapper.readTree(text);
      if (tree != null && tree.isObject()) {
        return tree;
      }
    } catch (CharacterCodingException e) {
      throw new Problem(400, "the body is not JSON in UTF-8");
    } catch (StreamConstraintsException e) {
      throw beyond(String.valueOf(e.getOriginalMessage()));
    } catch (JacksonException e) {
      TokenStreamLocation place = e.getLocation();
      String where = place == null ? "" : "line %d, column %d: ".formatted(place.getLineNr(), place.getColumnNr());
      String member = e.processor() instanceof JsonParser parser ? parser.currentName() : null;
      throw new Problem(400, "the body is not JSON: " + where + JsonFault.of(e),
          member == null ? "" : member);
    }
    throw new Problem(400, "the body is not a JSON object");
  }

  private Problem beyond(String message) {
    if (message.contains("depth")) {
      return new Problem(400, "the body has objects and arrays deeper than %,d".formatted(limits.jsonDepth()))
          .withFlag("--max-json-depth");
    }
    if (message.contains("String")) {
      return new Problem(400, "the body has a string longer than %,d characters".formatted(limits.jsonText()))
          .withFlag("--max-json-text");
    }
    return new Problem(400, "the body has a number or a name that is too long");
  }
}
