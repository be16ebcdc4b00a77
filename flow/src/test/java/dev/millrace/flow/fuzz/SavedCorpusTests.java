package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SavedCorpusTests {
  @TempDir
  Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource
  void whatFuzzingFoundIsReadOrRefused(Target target) throws IOException {
    List<byte[]> corpus = Corpus.of(target);
    assertTrue(corpus.size() > 3, target.toString());
    Fuzz fuzz = new Fuzz(target, folder);
    for (byte[] input : corpus) {
      assertTimeout(Duration.ofSeconds(5), () -> fuzz.accept(input));
    }
  }
}
