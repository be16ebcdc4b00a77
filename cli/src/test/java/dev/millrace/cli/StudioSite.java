package dev.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ReducedMotion;
import dev.millrace.cli.data.RunGraph;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** A studio with a run of the command line in its folder, and a browser. */
final class StudioSite implements AutoCloseable {
  /** Gives test classes the site, which is started once for all classes of a process, and looks for faults after each test. */
  static final class Shared implements ParameterResolver, AfterEachCallback {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == StudioSite.class;
    }

    @Override
    public StudioSite resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return site(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
      site(context).requireNoFault();
    }

    private static StudioSite site(ExtensionContext context) {
      return context
          .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, ExtensionContext.Namespace.create(Shared.class))
          .computeIfAbsent(StudioSite.class, _ -> start(), StudioSite.class);
    }
  }

  private final Chromium chromium;
  private final Path folder;
  private final Studio studio;
  private final List<Throwable> faults;

  private StudioSite(Chromium chromium, Path folder, Studio studio, List<Throwable> faults) {
    this.chromium = chromium;
    this.folder = folder;
    this.studio = studio;
    this.faults = faults;
  }

  private static StudioSite start() {
    Chromium chromium = Chromium.open();
    try {
      Path folder = Files.createTempDirectory("millrace-studio");
      Outcome.of("train", "moons", "--steps", "400", "--hidden", "32", "--batch", "64", "--threads", "1", "--out",
          folder.resolve("typed").toString(), "--quiet", "--no-plots").succeeded();
      Kinds kinds = Kinds.load();
      List<Throwable> faults = new CopyOnWriteArrayList<>();
      return new StudioSite(chromium, folder, Studio.start(new Studio.Options(folder, Optional.empty(), 0),
          kinds,
          (of, file) -> RunGraph.of(kinds.of(of), of, OnnxOptions.DEFAULTS).write(file), faults::add), faults);
    } catch (IOException e) {
      chromium.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the runs. */
  Path folder() {
    return folder;
  }

  String address() {
    return studio.address();
  }

  static Browser.NewContextOptions size(int width, int height) {
    return new Browser.NewContextOptions().setViewportSize(width, height).setReducedMotion(ReducedMotion.REDUCE);
  }

  /** Opens the page in a window of its own. */
  StudioWindow open() {
    return open(address());
  }

  StudioWindow open(String address) {
    return open(address, size(1280, 800));
  }

  StudioWindow open(String address, Browser.NewContextOptions options) {
    return new StudioWindow(chromium.tab(address, options));
  }

  /** The names of the runs. */
  List<String> runs() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(each -> Files.exists(each.resolve("run.yaml"))).map(each -> each.getFileName().toString())
          .sorted().toList();
    }
  }

  /** Fails if the server met an error that is not the user's. */
  private void requireNoFault() {
    assertEquals(List.of(), faults);
  }

  @Override
  public void close() throws IOException {
    studio.close();
    chromium.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
