package dev.millrace.serve.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.likelihood.LogDensities;
import dev.millrace.flow.ode.SolverException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.FilledRows;
import dev.millrace.runs.rows.RowColumn;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Problem;
import tools.jackson.databind.JsonNode;

/** Answers what is asked about given rows: how probable they are, and what belongs into their holes. */
final class Questions {
  /** Evaluations of an adaptive solver, about; the divergence takes as many derivatives as there are columns. */
  private static final long EVALUATIONS = 100;

  /**
   * Points whose densities are computed at once: several tiles of the solver, so that the answer does not depend on it, and few
   * enough for the work to end soon after a client has waited for too long.
   */
  private static final int TOGETHER = 1024;

  private final Models models;
  private final WorkLimits limits;

  Questions(Models models, WorkLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  /** Answers with the log density of each point. */
  void likelihood(Exchange exchange) throws IOException {
    with(exchange, LikelihoodRequest.class, (model, request, arrived) -> {
      int dim = (int) model.facts().columns().stream().filter(column -> column.type().equals(RowColumn.NUMBER)).count();
      requireWithin("points", request.points().size(), EVALUATIONS * dim * (dim + 1L));
      double[] points = request.numbers(dim);
      String wanted = request.wanted().map(given -> Classes.text("class", given)).orElse(null);
      double[] found = new double[points.length / dim];
      int[] nfe = {0};
      long queued = 0;
      long computed = 0;
      for (int from = 0; from < found.length; from += TOGETHER) {
        int first = from;
        int count = Math.min(TOGETHER, found.length - first);
        Part part = run(model, arrived, () -> {
          try {
            LogDensities some = model.run()
                .logDensities(Arrays.copyOfRange(points, first * dim, (first + count) * dim), wanted);
            System.arraycopy(some.values(), 0, found, first, count);
            nfe[0] = Math.max(nfe[0], some.nfe());
          } catch (SolverException e) {
            throw uncomputable(first + e.firstRow(), e.rows() == 0 ? count : e.rows());
          }
        });
        queued += part.queued();
        computed += part.computed();
      }
      exchange.note("rows", found.length);
      return new LikelihoodAnswer(model.name(), model.checksum(), nfe[0], found, Job.milliseconds(queued),
          Job.milliseconds(computed));
    });
  }

  /** Says it without the message of the solver, whose advice is on settings that a request has not. */
  private static Problem uncomputable(int first, int count) {
    String field = count == 1 ? "points[%d]".formatted(first) : "points";
    return new Problem(422,
        "`%s`: the log density of %s (counted from 1) cannot be computed; expected %s".formatted(field,
            count == 1 ? "row %d".formatted(first + 1) : "a row from %d to %d".formatted(first + 1, first + count),
            "numbers nearer to the data"),
        field);
  }

  /** Answers with the rows without holes. */
  void impute(Exchange exchange) throws IOException {
    with(exchange, ImputeRequest.class, (model, request, arrived) -> {
      requireWithin("rows", request.rows().size(),
          (long) model.facts().columns().size() * request.steps().orElse(model.facts().steps()));
      long seed = request.seed().orElse(0L);
      Path folder = Files.createTempDirectory("millrace");
      Path file = folder.resolve("rows.csv");
      try {
        request.write(file);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int[] nfe = {0};
        Part part = run(model, arrived, () -> {
          try {
            FilledRows filled = model.run().impute(file, request.steps().orElse(null), new Seed(seed),
                request.draw().orElse(false));
            nfe[0] = filled.nfe();
            filled.writeTo(lines);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
        List<JsonNode> rows = lines.toString(StandardCharsets.UTF_8).lines().map(Json.MAPPER::readTree).toList();
        exchange.note("rows", rows.size());
        return new ImputeAnswer(model.name(), model.checksum(), seed, nfe[0], rows, Job.milliseconds(part.queued()),
            Job.milliseconds(part.computed()));
      } catch (InvalidInputException e) {
        throw new InvalidInputException(String.valueOf(e.getMessage()).replace(file.toString(), "`rows`"), e);
      } finally {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
      }
    });
  }

  /** What is done with a model. */
  private interface Work<R extends Record> {
    Record answer(Model model, R request, long arrived) throws IOException;
  }

  private <R extends Record> void with(Exchange exchange, Class<R> type, Work<R> work) throws IOException {
    long arrived = System.nanoTime();
    Model model = models.enter(exchange.path("model"));
    try {
      exchange.note("model", model.name());
      exchange.sendJson(work.answer(model, exchange.json(type), arrived));
    } catch (InvalidInputException e) {
      throw new InvalidInputException(model.withoutPath(String.valueOf(e.getMessage())), e);
    } finally {
      model.leave();
    }
  }

  private Part run(Model model, long arrived, Runnable task) {
    Part part = Part.of(task, limits, arrived + limits.total().toNanos());
    model.questions().submit(part, true);
    Job.await(part, limits);
    return part;
  }

  private void requireWithin(String field, int count, long each) {
    if (count > limits.rows()) {
      throw new Problem(422, "`%s`: has %d rows, expected at most %d".formatted(field, count, limits.rows()), field)
          .withFlag("--max-rows").withReason("rows");
    }
    if ((double) count * each > limits.work()) {
      throw new Problem(422, "`%s`: has %d rows of about %d operations each, expected a product of at most %d"
          .formatted(field, count, each, limits.work()), field).withFlag("--max-work").withReason("work");
    }
  }
}
