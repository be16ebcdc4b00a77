package dev.millrace.serve.http;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.function.IntSupplier;

import com.sun.management.UnixOperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

/** The figures of every server, whatever it serves, and of its process. */
final class HttpFigures {
  private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");

  private final Metrics.Counter requests;
  private final Metrics.Histogram seconds;
  private final Metrics.Counter refusals;
  private final Metrics.Counter cut;

  HttpFigures(Server.Watchers watchers, IntSupplier inFlight) {
    Metrics metrics = watchers.metrics();
    requests = metrics.counter("millrace_requests_total", "Requests that were answered.", "method", "route", "code");
    seconds = metrics.histogram("millrace_request_seconds", "Time from a request to the end of its answer.",
        Metrics.seconds(), "route");
    refusals = metrics.counter("millrace_rejected_total", "Requests that were not done, by the reason.", "reason");
    cut = metrics.counter("millrace_slow_readers_total", "Clients that were cut off because they did not read.");
    metrics.gauge("millrace_requests_in_flight", "Requests that are being answered.", inFlight::getAsInt);
    watchers.log().ifPresent(log -> metrics.gauge("millrace_log_lines_lost",
        "Lines of the access log that could not be written.", log::lost));
    addProcess(metrics);
  }

  private static void addProcess(Metrics metrics) {
    var memory = ManagementFactory.getMemoryMXBean();
    var threads = ManagementFactory.getThreadMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    metrics.gauge("millrace_heap_bytes", "Memory of the Java heap that is in use.",
        () -> memory.getHeapMemoryUsage().getUsed());
    metrics.gauge("millrace_heap_limit_bytes", "The most that the Java heap may take.", heap::getMax);
    metrics.gauge("process_resident_memory_bytes", "Memory of the whole process, with all native memory.",
        ResidentMemory::bytes);
    metrics.gauge("millrace_threads", "Threads of the operating system.", threads::getThreadCount);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      metrics.gauge("process_open_fds", "File descriptors that are open.", system::getOpenFileDescriptorCount);
      metrics.gauge("process_cpu_seconds_total", "Processor time so far.", () -> system.getProcessCpuTime() * 1e-9);
    }
  }

  void count(String method, @Nullable Route route, int status, double duration) {
    String template = route == null ? "none" : route.template();
    String code = status == -1 ? "none" : Integer.toString(status);
    requests.add(1, METHODS.contains(method) ? method : "other", template, code);
    seconds.observe(duration, template);
  }

  void refused(Problem problem) {
    refusals.add(1, problem.reason());
  }

  void cut() {
    cut.add(1);
  }
}
