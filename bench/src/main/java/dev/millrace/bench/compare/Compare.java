package dev.millrace.bench.compare;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import dev.millrace.plot.Png;
import dev.millrace.plot.RatioBars;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The command {@code bench/compare}. */
@Command(name = "bench/compare", mixinStandardHelpOptions = true,
    headerHeading = "Example: bench/compare --only train-small,sample-10k --json figures.json%n%n",
    description = "Measures Millrace, PyTorch, JAX, SciPy and POT in turn, and prints the ratios of their times.")
public final class Compare implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_INPUT = 2;
  /** The options with which the launcher starts {@code millrace}. */
  private static final List<String> JAVA_OPTIONS = List.of("--add-modules", "jdk.incubator.vector",
      "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC");

  @Option(names = "--only", split = ",", paramLabel = "CASE",
      description = "cases; default all: ${COMPLETION-CANDIDATES}", completionCandidates = CaseNames.class)
  private List<String> only = Case.labels();

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "7",
      description = "counted rounds of each contestant; default 7")
  private int rounds;

  @Option(names = "--threads", paramLabel = "N", defaultValue = "2",
      description = "threads of each contestant; default 2")
  private int threads;

  @Option(names = "--python", paramLabel = "FILE",
      description = "a Python interpreter that has the peers, instead of an environment made in bench/.venv; also "
          + "the variable MILLRACE_PEERS")
  private @Nullable Path python;

  @Option(names = "--json", paramLabel = "FILE", description = "where to write all figures")
  private @Nullable Path json;

  @Option(names = "--png", paramLabel = "FILE", description = "where to draw the ratios")
  private @Nullable Path png;

  private final Path root = Path.of("").toAbsolutePath();
  private final Map<Peer, String> missing = new EnumMap<>(Peer.class);

  static final class CaseNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Case.labels().iterator();
    }
  }

  private Compare() {
  }

  /** Runs in the repository's root and exits with 0, 1 if something failed, 2 for wrong usage. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    CommandLine line = new CommandLine(new Compare());
    line.setParameterExceptionHandler((e, _) -> {
      tell(e.getMessage() + " (see 'bench/compare --help')");
      return WRONG_INPUT;
    });
    line.setExecutionExceptionHandler((e, _, _) -> {
      tell(String.valueOf(e.getMessage()));
      return e instanceof InvalidInputException ? WRONG_INPUT : FAILED;
    });
    return line.execute(args);
  }

  private static void tell(String message) {
    System.err.println("bench/compare: " + message.lines().reduce((a, b) -> a + " " + b.strip()).orElse(""));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Set<Case> cases = checked();
    Path files = Files.createTempDirectory("millrace-compare");
    Map<Peer, Contestant> contestants = new EnumMap<>(Peer.class);
    try {
      SharedFiles.make(files, root, cases);
      start(contestants, files, cases);
      Map<String, String> versions = new HashMap<>();
      contestants.values().forEach(contestant -> versions.putAll(contestant.versions()));
      Rounds inTurn = new Rounds(contestants, missing, rounds, Compare::tell);
      List<Outcome> outcomes = new ArrayList<>();
      for (Case one : cases) {
        outcomes.add(inTurn.run(one));
      }
      show(new Report(Machine.here(versions), threads, rounds, outcomes));
      boolean oursFailed = outcomes.stream().anyMatch(outcome -> !outcome.entries().getFirst().tookPart());
      return oursFailed ? FAILED : 0;
    } finally {
      contestants.values().forEach(Contestant::close);
      delete(files);
    }
  }

  private Set<Case> checked() {
    Set<Case> cases = EnumSet.noneOf(Case.class);
    for (String label : only) {
      cases.add(Case.named(label).orElseThrow(() -> new InvalidInputException(
          "--only: no case '%s', expected %s".formatted(label, String.join(", ", Case.labels())))));
    }
    require("--rounds", rounds, 1000);
    require("--threads", threads, 1024);
    requireFolder("--json", json);
    requireFolder("--png", png);
    String peers = System.getenv("MILLRACE_PEERS");
    if (python == null && peers != null && !peers.isEmpty()) {
      python = Path.of(peers);
    }
    if (python != null && !Files.isExecutable(python)) {
      throw new InvalidInputException("Python %s: no such program".formatted(python));
    }
    return cases;
  }

  private static void require(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidInputException("%s %d: expected 1 to %d".formatted(option, value, most));
    }
  }

  private void requireFolder(String option, @Nullable Path file) {
    Path folder = file == null ? root : file.toAbsolutePath().getParent();
    if (file != null && (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder))) {
      throw new InvalidInputException("%s %s: expected a file in a folder that exists".formatted(option, file));
    }
  }

  private void start(Map<Peer, Contestant> contestants, Path files, Collection<Case> cases) {
    Set<Peer> peers = EnumSet.noneOf(Peer.class);
    cases.forEach(one -> one.forms().forEach(form -> peers.add(form.peer())));
    @Nullable
    Path interpreter = cases.stream().allMatch(Case::isOursAlone) ? null : interpreter(peers);
    for (Peer peer : peers) {
      List<String> command = new ArrayList<>();
      if (peer == Peer.MILLRACE) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JAVA_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Ours.class.getName(), files.toString(),
            root.toString()));
      } else if (interpreter != null) {
        command.addAll(List.of(interpreter.toString(), root.resolve("bench/peers").resolve(peer.script()).toString(),
            files.toString()));
      } else {
        continue;
      }
      command.add(Integer.toString(threads));
      try {
        contestants.put(peer, Contestant.start(command, root, threads, files.resolve(peer + ".log")));
      } catch (Contestant.UnableException e) {
        missing.put(peer, String.valueOf(e.getMessage()));
        tell("without " + peer + ": " + e.getMessage());
      }
    }
  }

  private @Nullable Path interpreter(Set<Peer> peers) {
    if (python != null) {
      return python;
    }
    try {
      return PeerPython.inEnvironment(root.resolve("bench/.venv"), Compare::tell);
    } catch (IOException e) {
      tell("no peer can be measured: " + e.getMessage());
      peers.forEach(peer -> missing.put(peer, "no Python"));
      return null;
    }
  }

  private void show(Report report) throws IOException {
    System.out.print(report.table());
    if (json != null) {
      byte[] text = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
          .writeValueAsString(report.content()).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(json, out -> out.write(text));
    }
    List<RatioBars.Group> bars = report.bars();
    if (png != null && bars.isEmpty()) {
      tell("no picture: no peer took part");
    } else if (png != null) {
      var picture = RatioBars.draw("Time for the same work, as a multiple of Millrace's",
          report.machine().processor() + ", " + report.threads() + " threads", bars);
      AtomicFile.write(png, out -> Png.write(picture, out));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> found = Files.walk(folder)) {
      for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
