package dev.millrace.onnx;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.io.AtomicFile;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A page that draws samples of a flow in a browser: a folder with the graph of the flow, ONNX Runtime for browsers, and the
 * page itself. Any server of files can serve it; it needs no other. The same graph and name give the same bytes.
 */
public final class WebPage {
  private static final String MODEL = "flow.onnx";
  private static final String GZIP = ".gz";
  /** The files of the folder that every page has, as they lie beside this class. */
  private static final List<String> FILES = List.of("index.html", "page.css", "page.js", "worker.js", "flow.js",
      "noise.js",
      "rows.js", "draw.js", "ort/LICENSE.txt", "ort/ort.wasm.min.js", "ort/ort-wasm-simd-threaded.js",
      "ort/ort-wasm-simd-threaded.wasm" + GZIP);

  private final OnnxGraph graph;
  private final byte[] description;

  private WebPage(OnnxGraph graph, byte[] description) {
    this.graph = graph;
    this.description = description;
  }

  /**
   * {@return what the graph of a page contains, of a kind of data}
   *
   * @param kind points, images or tables
   * @param options gives the solver and the opset
   */
  public static OnnxOptions options(String kind, OnnxOptions options) {
    OnnxOptions usual = OnnxOptions.DEFAULTS.withSolver(options.solver()).withOpset(options.opset());
    return switch (kind) {
      case "points" -> usual.withTrajectory(true);
      // The page takes each step by itself, to show the images meanwhile.
      case "images" -> usual.withSteps(new OnnxOptions.Steps.Times());
      default -> usual;
    };
  }

  /**
   * Makes the page of a graph.
   *
   * @param graph a sampler with the {@link #options} of its kind
   * @param name what the page calls the flow
   * @return the page
   * @throws InvalidInputException if the noise of the flow is not Gaussian, which the page cannot draw
   * @throws IOException if the graph cannot be written
   */
  public static WebPage of(OnnxGraph graph, String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.toIntExact(graph.size()));
    graph.write(bytes);
    OnnxFile file = OnnxFile.read(MODEL, ByteBuffer.wrap(bytes.toByteArray()));
    String source = file.ours("source").orElse("");
    if (!source.equals("gaussian")) {
      throw new InvalidInputException(
          "the flow begins with points of %s, which a page cannot draw; expected a flow whose noise is Gaussian"
              .formatted(source));
    }
    SequencedMap<String, Object> said = new LinkedHashMap<>();
    said.put("name", name);
    said.put("inputs", file.inputs());
    said.put("outputs", file.outputs());
    said.put("metadata", file.metadata());
    return new WebPage(graph, JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build()
        .writeValueAsBytes(said));
  }

  /**
   * Refuses a folder that {@link #write} would refuse, without writing anything.
   *
   * @param folder the folder
   * @throws InvalidInputException if it exists and is not an empty folder
   * @throws IOException if reading fails
   */
  public static void requireFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(folder + ": is a file, expected a new folder for the page");
    }
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        throw new InvalidInputException(folder + ": already holds files; choose another `out`");
      }
    }
  }

  /**
   * Writes the page, completely or not at all.
   *
   * @param folder a folder that does not exist, or is empty
   * @return the number of bytes of all files
   * @throws InvalidInputException if the folder is not free, or none can be made there
   * @throws IOException if writing fails
   */
  public long write(Path folder) throws IOException {
    requireFree(folder);
    Path target = folder.toAbsolutePath().normalize();
    Path temporary = target.resolveSibling(".%s.%s.tmp".formatted(target.getFileName(), UUID.randomUUID()));
    try {
      Files.createDirectories(temporary.resolve("ort"));
    } catch (FileSystemException e) {
      throw new InvalidInputException("%s: cannot be created; expected a folder in which files can be written"
          .formatted(folder), e);
    }
    try {
      for (String file : FILES) {
        copy(file, temporary);
      }
      AtomicFile.write(temporary.resolve("flow.json"), out -> out.write(description));
      AtomicFile.write(temporary.resolve(MODEL), graph::write);
      long size = size(temporary);
      // An empty folder of this name is replaced.
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return size;
    } catch (IOException failure) {
      delete(temporary, failure);
      throw new IOException(String.valueOf(failure.getMessage()).replace(temporary.toString(), folder.toString()),
          failure);
    } catch (Throwable failure) {
      delete(temporary, failure);
      throw failure;
    }
  }

  private static void copy(String file, Path to) throws IOException {
    boolean packed = file.endsWith(GZIP);
    String name = packed ? file.substring(0, file.length() - GZIP.length()) : file;
    try (InputStream resource = WebPage.class.getResourceAsStream("web/" + file)) {
      if (resource == null) {
        throw new FileNotFoundException("the library lacks web/" + file);
      }
      try (InputStream in = packed ? new GZIPInputStream(resource) : resource) {
        AtomicFile.write(to.resolve(name), in::transferTo);
      }
    }
  }

  private static long size(Path folder) throws IOException {
    long size = 0;
    for (Path file : inside(folder)) {
      size += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return size;
  }

  private static void delete(Path folder, Throwable failure) {
    try {
      for (Path file : inside(folder).reversed()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** A folder and all that is in it, each folder before its files. */
  private static List<Path> inside(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    }
  }
}
