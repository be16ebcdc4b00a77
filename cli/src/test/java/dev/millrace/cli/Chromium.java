package dev.millrace.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * The machine's own Chromium, driven through its own Node.js, for tests of pages. Where one of them is missing, tests are
 * skipped with a line on standard error, and fail if the environment says {@code CI=true}.
 */
final class Chromium implements AutoCloseable {
  /** Chromium asks no other host, and draws with the processor. */
  private static final List<String> FLAGS = List.of("--disable-quic", "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader");
  private static final double PATIENCE_MS = 60_000;

  /** Gives test classes and tests the browser, which is started once for all of a process. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Chromium.class;
    }

    @Override
    public Chromium resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return shared(context);
    }
  }

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  static Chromium shared(ExtensionContext context) {
    return context
        .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(Chromium.class))
        .computeIfAbsent(Chromium.class, _ -> open(), Chromium.class);
  }

  static Chromium open() {
    String node = require("node", "node", "nodejs");
    String chromium = require("chromium", "chromium", "chromium-browser", "google-chrome");
    Playwright playwright = Playwright.create(new Playwright.CreateOptions()
        .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    try {
      return new Chromium(playwright, playwright.chromium()
          .launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of(chromium)).setArgs(FLAGS)));
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  private static String require(String what, String... names) {
    Optional<Path> found = Stream.of(names).flatMap(
        name -> Stream.of(System.getenv("PATH").split(":", -1)).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable).findFirst();
    if (found.isEmpty()) {
      String message = "tests of pages need " + what + " (Debian: apt-get install chromium nodejs)";
      if ("true".equals(System.getenv("CI"))) {
        fail(message);
      }
      System.err.println("SKIPPED: " + message);
      abort(message);
    }
    return found.orElseThrow().toString();
  }

  /** Opens an address on this machine in a window of its own. */
  Tab tab(String address, Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    Tab tab = new Tab(context, context.newPage());
    tab.page.navigate(address);
    return tab;
  }

  Tab tab(String address) {
    return tab(address, new Browser.NewContextOptions().setViewportSize(1100, 800));
  }

  @Override
  public void close() {
    try (playwright) {
      browser.close();
    }
  }

  /** A page with what it should not have done: requests that left this machine, errors, words on the console. */
  static final class Tab implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Tab(BrowserContext context, Page page) {
      this.context = context;
      this.page = page;
      context.onRequest(request -> {
        if (!request.url().matches("(http://127\\.0\\.0\\.1:\\d+/|data:|blob:).*")) {
          complaints.add("request to " + request.url());
        }
      });
      context.onResponse(response -> {
        if (response.status() >= 400) {
          complaints.add(response.status() + " for " + response.url());
        }
      });
      page.onPageError(error -> complaints.add("error: " + error));
      page.onConsoleMessage(message -> complaints.add(message.type() + " on the console: " + message.text()));
    }

    Page page() {
      return page;
    }

    /** Fails if the page did something that it should not have. */
    void requireQuiet() {
      requireQuietBut("(?!)");
    }

    /** The same, but for complaints that match, which there must be. */
    void requireOnly(String expected) {
      assertFalse(complaints.stream().noneMatch(complaint -> complaint.matches(expected)), () -> "no " + expected);
      requireQuietBut(expected);
    }

    private void requireQuietBut(String expected) {
      assertEquals(List.of(), complaints.stream().filter(complaint -> !complaint.matches(expected)).toList());
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
