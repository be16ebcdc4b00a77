package dev.millrace.serve.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** What fuzzing kept, one input a line in Base64. */
class RequestCorpusTests {
  @Test
  void whatFuzzingFoundIsReadOrRefused() throws IOException {
    List<String> corpus;
    try (InputStream in = Objects.requireNonNull(RequestCorpusTests.class.getResourceAsStream("/fuzz/request.txt"))) {
      corpus = new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
    }
    assertTrue(corpus.size() > 20);
    for (String line : corpus) {
      assertTimeout(Duration.ofSeconds(5), () -> RequestFuzz.fuzzerTestOneInput(Base64.getDecoder().decode(line)));
    }
  }
}
