package dev.millrace.bench;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import static org.junit.jupiter.api.Assertions.assertEquals;

class BenchmarkTests {
  /** Each benchmark at its smallest size, in this process; nothing is said about the times. */
  @Test
  void everyBenchmarkRuns() throws RunnerException {
    Options once = new OptionsBuilder().forks(0).warmupIterations(0).measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(1)).param("hidden", "64").param("width", "64").param("layers", "3")
        .param("batch", "64").param("count", "256").param("threads", "1").param("data", "moons").shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT).build();
    Collection<RunResult> results = new Runner(once).run();
    Set<String> names = results.stream().map(r -> r.getParams().getBenchmark())
        .map(name -> name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1))
        .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("AdamBenchmark.update", "CouplingBenchmark.exact", "CouplingBenchmark.semidiscrete",
        "CouplingBenchmark.sinkhorn", "DataBenchmark.draw", "DistanceBenchmark.w2", "ProductBenchmark.multiply",
        "SamplingBenchmark.dopri5", "SamplingBenchmark.euler", "SamplingBenchmark.rk4", "TimeBenchmark.knownTime",
        "TimeBenchmark.newTime", "TrainingBenchmark.gradient", "TrainingBenchmark.step"), names);
  }
}
