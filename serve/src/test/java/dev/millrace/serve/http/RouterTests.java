package dev.millrace.serve.http;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RouterTests {
  private static final Handler NONE = _ -> {};
  private final Router router = new Router().add("GET", "/runs", NONE).add("GET", "/runs/{run}", NONE)
      .add("POST", "/runs/{run}/{verb}", NONE).add("GET", "/runs/{run}/files/{file*}", NONE);

  @Test
  void findsValuesOfPlaceholders() {
    assertEquals(Map.of("run", "a/b c"), router.find("GET", "/runs/a%2Fb%20c").values());
    assertEquals(Map.of("run", "a", "verb", "stop"), router.find("POST", "/runs/a/stop").values());
    assertEquals(Map.of("run", "a", "file", "plots/x.png"), router.find("GET", "/runs/a/files/plots/x.png").values());
    assertEquals(Map.of("run", "a+b"), router.find("GET", "/runs/a+b").values());
  }

  @ParameterizedTest
  @CsvSource({"GET,/,404", "GET,/run,404", "GET,/runs/a/b/c,404", "DELETE,/runs/a,405", "POST,/runs,405",
      "GET,/runs/%zz,400", "GET,/runs/%2,400"})
  void refusesOthers(String method, String path, int status) {
    Problem problem = assertThrows(Problem.class, () -> router.find(method, path));
    assertEquals(status, problem.status());
    assertTrue(!problem.getMessage().contains("\n"), problem.getMessage());
  }

  @Test
  void saysWhichMethodsThereAre() {
    assertEquals("method PUT: expected GET",
        assertThrows(Problem.class, () -> router.find("PUT", "/runs")).getMessage());
  }
}
