package dev.millrace.serve.studio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.runs.kind.Kinds;
import dev.millrace.runs.sample.Integration;
import dev.millrace.runs.sample.Sampled;
import dev.millrace.runs.sample.SamplingOptions;
import dev.millrace.runs.work.Caller;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Problem;

/**
 * Files that a page takes away: the weights, an ONNX graph, samples, or the whole folder of a run.
 *
 * @param kinds the kinds that are known
 * @param onnx writes ONNX graphs
 */
record Exports(Kinds kinds, Exporter onnx) {
  private static final int USUAL_COUNT = 1000;
  private static final int MOST_COUNT = 1_000_000;
  private static final FileTime NO_TIME = FileTime.fromMillis(315_532_800_000L);

  /** Answers with a file. */
  void send(Exchange exchange, RunDirectory run, String form) throws IOException {
    if (!form.equals("zip")) {
      SamplingQuery.requireTrained(run);
    }
    String name = String.valueOf(run.path().getFileName());
    switch (form) {
      case "safetensors" -> attach(exchange, name + ".safetensors", Exchange.BYTES,
          out -> Files.copy(run.modelFile(), out));
      case "onnx" -> {
        Path folder = Files.createTempDirectory("millrace-onnx");
        Path file = folder.resolve("flow.onnx");
        try {
          onnx.write(run, file);
          attach(exchange, name + ".onnx", Exchange.BYTES, out -> Files.copy(file, out));
        } finally {
          Files.deleteIfExists(file);
          Files.delete(folder);
        }
      }
      case "csv" -> {
        SamplingOptions options = SamplingQuery.of(exchange, USUAL_COUNT, MOST_COUNT, Integration.MOST_STEPS);
        Sampled made = kinds.of(run).open(run).sample(options, Caller.silent());
        attach(exchange, name + ".csv", "text/csv", made.file(".csv", name + ".csv"));
      }
      case "zip" -> attach(exchange, name + ".zip", "application/zip", out -> zip(run.path(), out));
      default -> throw new Problem(404, "expected safetensors, onnx, csv or zip");
    }
  }

  private static void attach(Exchange exchange, String file, String type, AtomicFile.Body body) throws IOException {
    exchange.header("Content-Disposition", "attachment; filename=\"%s\"".formatted(file.replaceAll("[^A-Za-z0-9._-]",
        "_")));
    try (OutputStream out = exchange.sendStream(type)) {
      body.writeTo(out);
    }
  }

  private static void zip(Path folder, OutputStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> inside = Files.walk(folder)) {
      files = inside.filter(Files::isRegularFile).filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted(Comparator.comparing(Path::toString)).toList();
    }
    ZipOutputStream zip = new ZipOutputStream(out);
    for (Path file : files) {
      ZipEntry entry = new ZipEntry(folder.getFileName() + "/" + folder.relativize(file).toString().replace('\\', '/'));
      entry.setLastModifiedTime(NO_TIME);
      zip.putNextEntry(entry);
      Files.copy(file, zip);
      zip.closeEntry();
    }
    zip.finish();
  }
}
