package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import dev.millrace.serve.http.Access;
import dev.millrace.serve.http.ServerOptions;
import dev.millrace.serve.http.TokenFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The page of a service in a browser: what a form sends, and what its line for curl sends, are the same. */
@Timeout(180)
@ExtendWith(Chromium.Shared.class)
class ServicePageTests {
  private static final String TOKEN = "token-0123456789-abc";
  @TempDir
  private static Path folder = Path.of("");
  private static Chromium chromium;

  @BeforeAll
  static void start(Chromium shared) {
    chromium = shared;
    ServedModels.train(folder);
  }

  private static Locator form(Page page, String model, String verb) {
    return page.locator("#model-%s details".formatted(model))
        .filter(new Locator.FilterOptions().setHasText(verb + ":"));
  }

  @Test
  void modelsAreTriedByTheirForms() throws Exception {
    try (ServedModels served = ServedModels.of(folder, ServerOptions.ofPort(0));
        Chromium.Tab tab = chromium.tab(served.server().url() + "/")) {
      Page page = tab.page();
      page.waitForSelector("html[data-ready=yes]");
      assertEquals(2, page.locator("section.model").count());
      assertEquals(2, page.locator("#model-points details").count());
      assertEquals(2, page.locator("#model-penguins details").count());
      Locator sample = form(page, "points", "sample");
      sample.getByLabel("count", new Locator.GetByLabelOptions().setExact(true)).fill("3");
      sample.getByLabel("seed", new Locator.GetByLabelOptions().setExact(true)).fill("7");
      sample.getByLabel("class", new Locator.GetByLabelOptions().setExact(true)).fill("1");
      sample.getByLabel("form", new Locator.GetByLabelOptions().setExact(true)).selectOption("text/csv");
      sample.getByText("Send").click();
      Locator answer = sample.locator(".answer pre").nth(1);
      answer.waitFor();
      assertTrue(sample.locator(".answer pre").first().textContent().contains("Millrace-Seed: 7"));
      assertEquals(curl(sample.locator(".curl").textContent()), answer.textContent());

      Locator impute = form(page, "penguins", "impute");
      impute.locator("summary").click();
      impute.getByLabel("rows").fill("[{\"species\": \"Gentoo's\"}]");
      assertTrue(impute.locator(".curl").textContent().contains("'\\''"), impute.locator(".curl").textContent());
      impute.getByLabel("rows").fill("[{\"species\": \"Gentoo\"}]");
      impute.getByText("Send").click();
      impute.locator(".answer pre").nth(1).waitFor();
      assertTrue(impute.locator(".answer").textContent().contains("Gentoo"), impute.locator(".answer").textContent());

      tab.requireQuiet();
      // What is wrong is shown at its field.
      sample.getByLabel("count", new Locator.GetByLabelOptions().setExact(true)).fill("0");
      sample.getByText("Send").click();
      sample.locator("[aria-invalid=true]").waitFor();
      assertEquals("points-sample-count", sample.locator("[aria-invalid=true]").getAttribute("id"));
      assertEquals(List.of(), served.faults());
    }
  }

  @Test
  void thatTheServiceDoesNotAnswerIsSaidUntilItDoes() throws Exception {
    try (ServedModels served = ServedModels.of(folder, ServerOptions.ofPort(0));
        Chromium.Tab tab = chromium.tab(served.server().url() + "/")) {
      Page page = tab.page();
      page.route("**/openapi.json", Route::abort);
      page.reload();
      page.locator("#trouble").getByText("The service does not answer.").waitFor();
      page.unroute("**/openapi.json");
      page.locator("#model-points").waitFor();
      assertTrue(page.locator("#trouble").isHidden());
      tab.requireOnly("error on the console: Failed to load resource.*");
    }
  }

  @Test
  void tokensAreAskedFor() throws Exception {
    TokenFile tokens = TokenFile.read(Files.writeString(folder.resolve("tokens"), TOKEN), _ -> {});
    try (ServedModels served = ServedModels.of(folder,
        ServerOptions.ofPort(0).withAccess(new Access(Optional.of(tokens), Optional.empty())));
        Chromium.Tab tab = chromium.tab(served.server().url() + "/")) {
      Page page = tab.page();
      page.locator("#trouble").getByText("The service needs a token.").waitFor();
      page.getByLabel("Token").fill(TOKEN);
      page.getByText("Use it").click();
      page.locator("#model-points").waitFor();
      String line = page.locator("#model-points .curl").first().textContent();
      assertTrue(line.contains("'Authorization: Bearer TOKEN'"), line);
    }
  }

  /** What a line for a shell prints. */
  private static String curl(String line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("bash", "-c", line.replaceFirst("^curl", "curl -s")).redirectErrorStream(true)
        .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return Objects.requireNonNull(said);
  }
}
