package dev.millrace.serve.http;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** JSON as it is read from requests: without duplicate keys, of limited depth and length. */
public final class Json {
  private static final int MOST_DEPTH = 16;
  private static final int MOST_TEXT = 1 << 16;

  /** Reads and writes JSON. */
  public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
      .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).maxStringLength(MOST_TEXT)
          .build())
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build()).build();

  private Json() {
  }
}
