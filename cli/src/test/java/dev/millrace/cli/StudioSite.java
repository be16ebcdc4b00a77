package dev.millrace.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ReducedMotion;
import dev.millrace.cli.data.RunGraph;
import dev.millrace.flow.random.Seed;
import dev.millrace.onnx.OnnxOptions;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.serve.studio.Studio;
import dev.millrace.torch.ImageModel;
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
          .computeIfAbsent(StudioSite.class, _ -> start(Chromium.shared(context)), StudioSite.class);
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

  private static StudioSite start(Chromium chromium) {
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
      throw new UncheckedIOException(e);
    }
  }

  /** The folder of the runs. */
  Path folder() {
    return folder;
  }

  /** Adds a flow with classes, {@code eight}, a run of a table, {@code rows}, and one of images, {@code bars}, if they are not there yet. */
  void addOtherKinds() throws IOException {
    if (Files.exists(folder.resolve("bars"))) {
      return;
    }
    SplittableRandom random = new SplittableRandom(5);
    StringBuilder rows = new StringBuilder("length,kind\n");
    for (int i = 0; i < 200; i++) {
      rows.append(Math.round(100 * (40 + 3 * random.nextGaussian())) / 100.0)
          .append(i % 2 == 0 ? ",left\n" : ",right\n");
    }
    Outcome.of("train", "8gaussians", "--classes", "--steps", "60", "--hidden", "8", "--threads", "1", "--quiet",
        "--no-plots", "--out", folder.resolve("eight").toString()).succeeded();
    Path file = folder.resolve("rows.csv");
    Files.writeString(file, rows, StandardCharsets.UTF_8);
    Outcome.of("train", file.toString(), "--label", "kind", "--steps", "60", "--threads", "1", "--quiet", "--no-plots",
        "--out", folder.resolve("rows").toString()).succeeded();
    float[] weights = ImageFixture.NET.start(new Seed(3));
    for (int i = 0; i < weights.length; i++) {
      weights[i] += (float) (0.02 * random.nextGaussian());
    }
    ImageFixture.run(folder.resolve("bars"), ImageFixture.data(folder.resolve("data")),
        new ImageModel(ImageFixture.NET, weights, "linear", List.of("lying", "standing")));
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
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
