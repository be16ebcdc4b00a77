package dev.millrace.serve.service;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.TrainedRun;
import dev.millrace.runs.rows.LoadedRun;
import dev.millrace.runs.rows.RowRange;
import dev.millrace.runs.rows.RowSettings;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.runs.rows.RunFacts;
import dev.millrace.serve.http.Json;

/** A model that is served. Who uses it must enter and leave; a model that is replaced ends when all have left. */
final class Model {
  /** What a provenance says of this machine, which is nobody else's business. */
  private static final List<String> PRIVATE = List.of("imported-from", "os", "jdk");

  private final String name;
  private final TrainedRun trained;
  private final LoadedRun run;
  private final RunFacts facts;
  private final int numbers;
  private final String checksum;
  private final Engine engine;
  private final Engine questions;
  private int users;
  private boolean retired;

  private Model(String name, TrainedRun trained, LoadedRun run, String checksum, Engine engine, Engine questions) {
    this.name = name;
    this.trained = trained;
    this.run = run;
    this.facts = run.facts();
    numbers = Math.toIntExact(facts.columns().stream()
        .mapToLong(column -> column.shape().stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b)).sum());
    this.checksum = checksum;
    this.engine = engine;
    this.questions = questions;
  }

  /**
   * Loads a run and makes one sample of it.
   *
   * @throws InvalidInputException if it is damaged
   * @throws IOException if reading fails
   */
  static Model load(String name, RunDirectory folder, Setting setting) throws IOException {
    String checksum = checksum(folder.modelFile());
    TrainedRun trained = setting.kinds().open(folder.path());
    LoadedRun run = trained.load(setting.device());
    try {
      RowSource rows = run.rows(RowSettings.USUAL, new Seed(0));
      rows.group().draw(List.of(new RowRange(rows, 0, 1)));
      if (!checksum.equals(checksum(folder.modelFile()))) {
        throw new InvalidInputException("%s: changed while it was read".formatted(folder.modelFile()));
      }
      Engine.Listener figures = setting.figures().of(name);
      return new Model(name, trained, run, checksum, new Engine(name, setting.limits(), figures),
          new Engine(name + "-questions", setting.limits(), figures));
    } catch (RuntimeException | Error | IOException e) {
      run.close();
      throw e;
    }
  }

  private static String checksum(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  long parameters() {
    return trained.parameters();
  }

  String name() {
    return name;
  }

  LoadedRun run() {
    return run;
  }

  RunFacts facts() {
    return facts;
  }

  /** How many numbers a row has. */
  int numbers() {
    return numbers;
  }

  String checksum() {
    return checksum;
  }

  /** Draws rows. */
  Engine engine() {
    return engine;
  }

  /** Answers what is asked about given rows, which takes so long that rows must not wait for it. */
  Engine questions() {
    return questions;
  }

  /** What a message of a library says, without the place of the run on this machine. */
  String withoutPath(String message) {
    Path path = trained.folder().path();
    return message.replace(path.toString(), name).replace(path.toAbsolutePath().toString(), name);
  }

  /** What the list of models says of it. */
  ModelSummary summary() {
    return new ModelSummary(name, trained.kind().name(), checksum, true, "");
  }

  /** All that it says of itself. */
  ModelDescription description() throws IOException {
    Map<String, String> provenance = new TreeMap<>(ConfigFile.provenance(trained.folder().configFile()));
    PRIVATE.forEach(provenance::remove);
    return new ModelDescription(name, trained.kind().name(), trained.kind().unit(), checksum, trained.parameters(),
        facts.columns(), facts.classes(), new ModelDescription.Defaults(facts.count(), facts.steps(), facts.solver()),
        Form.types(Form.of(facts.endings())), provenance, facts.schema() == null
            ? Json.MAPPER.createObjectNode()
            : facts.schema());
  }

  /** {@return whether it can be used; the user must leave it} */
  synchronized boolean enter() {
    if (!retired) {
      users++;
    }
    return !retired;
  }

  void leave() {
    synchronized (this) {
      users--;
      if (!retired || users > 0) {
        return;
      }
    }
    end();
  }

  /** Takes no more users, and ends when the last has left. */
  void retire() {
    synchronized (this) {
      if (retired) {
        return;
      }
      retired = true;
      if (users > 0) {
        return;
      }
    }
    end();
  }

  /** On a thread of its own, because the engine may be computing in vain. */
  private void end() {
    Thread.ofVirtual().start(() -> {
      engine.close();
      questions.close();
      run.close();
    });
  }
}
