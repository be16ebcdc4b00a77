package dev.millrace.serve.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.rows.RowSource;
import dev.millrace.serve.http.Exchange;
import dev.millrace.serve.http.Json;
import dev.millrace.serve.http.Problem;

/** Answers requests for samples. */
final class Samples {
  /** Seeds that are drawn are below this, so that programs that know doubles only can send them back. */
  private static final long MOST_SEED = 1L << 53;
  /** Pictures are drawn in memory. */
  private static final int MOST_IN_PICTURE = 100_000;

  private final Models models;
  private final WorkLimits limits;

  Samples(Models models, WorkLimits limits) {
    this.models = models;
    this.limits = limits;
  }

  /** Answers a request. */
  void answer(Exchange exchange) throws IOException {
    long arrived = System.nanoTime();
    Model model = models.enter(exchange.path("model"));
    try {
      answer(exchange, model, exchange.json(SampleRequest.class), arrived);
    } catch (InvalidInputException e) {
      throw new InvalidInputException(model.withoutPath(String.valueOf(e.getMessage())), e);
    } finally {
      model.leave();
    }
  }

  private void answer(Exchange exchange, Model model, SampleRequest request, long arrived) throws IOException {
    long seed = request.seed().orElseGet(() -> ThreadLocalRandom.current().nextLong(MOST_SEED));
    long offset = request.offset().orElse(0L);
    RowSource rows = model.run().rows(request.how(), new Seed(seed));
    Form form = form(exchange, rows);
    int count = request.count().orElse(model.facts().count());
    requireWithin(model, rows, count, form);
    try (Job job = new Job(model.engine(), limits, rows, offset, count, arrived)) {
      Answer answer = new Answer(exchange, model, form, seed, offset, count, rows, job);
      job.awaitFirst();
      answer.setHeaders();
      exchange.note("model", model.name());
      exchange.note("rows", count);
      if (job.isShort() || form == Form.PNG) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        answer.write(whole);
        exchange.send(form.type(), whole.toByteArray());
      } else {
        exchange.sendStream(form.type(), answer::write);
      }
    }
  }

  private static Form form(Exchange exchange, RowSource rows) {
    if (exchange.given("Accept").isEmpty()) {
      return Form.JSON;
    }
    List<Form> forms = Form.of(rows.endings());
    String type = exchange.accepted(Form.types(forms));
    return forms.stream().filter(form -> form.type().equals(type)).findFirst().orElseThrow();
  }

  private void requireWithin(Model model, RowSource rows, int count, Form form) {
    if (count > limits.rows()) {
      throw new Problem(422, "`count` %d: expected at most %d rows a request".formatted(count, limits.rows()), "count")
          .withFlag("--max-rows").withReason("rows");
    }
    if (form == Form.PNG && count > MOST_IN_PICTURE) {
      throw new Problem(422, "`count` %d: expected at most %d rows in a picture".formatted(count, MOST_IN_PICTURE),
          "count");
    }
    int numbers = model.numbers();
    double work = (double) count * rows.group().nfe() * numbers;
    if (work > limits.work()) {
      throw new Problem(422, "`count` %d, by %d evaluations and %d numbers in a row: expected a product of at most %d"
          .formatted(count, rows.group().nfe(), numbers, limits.work()), "count").withFlag("--max-work")
          .withReason("work");
    }
  }

  /**
   * One answer.
   *
   * @param exchange the request
   * @param model the model
   * @param form the form
   * @param seed the seed
   * @param offset number of the first row
   * @param count number of rows
   * @param rows the sequence
   * @param job computes the rows
   */
  private record Answer(Exchange exchange, Model model, Form form, long seed, long offset, int count, RowSource rows,
      Job job) {
    void setHeaders() {
      exchange.header("Millrace-Seed", Long.toString(seed));
      exchange.header("Millrace-Offset", Long.toString(offset));
      exchange.header("Millrace-Checksum", model.checksum());
      exchange.header("Millrace-Nfe", Integer.toString(rows.group().nfe()));
      exchange.header("Millrace-Queued-Milliseconds", Double.toString(job.queued()));
      exchange.header("Millrace-Computed-Milliseconds", Double.toString(job.computed()));
    }

    void write(OutputStream out) throws IOException {
      var body = rows.file(form.ending(), "the answer", count, job);
      if (form != Form.JSON) {
        body.writeTo(out);
        return;
      }
      JsonAnswer.write(out, "{\"model\":" + Json.MAPPER.writeValueAsString(model.name()) + ",\"checksum\":\""
          + model.checksum() + "\",\"seed\":" + seed + ",\"offset\":" + offset + ",\"count\":" + count + ",\"nfe\":"
          + rows.group().nfe(), body::writeTo,
          () -> ",\"queuedMilliseconds\":" + job.queued() + ",\"computedMilliseconds\":" + job.computed());
    }
  }
}
