package dev.millrace.cli;

import java.util.concurrent.Callable;

import dev.millrace.flow.data.Distributions;
import picocli.CommandLine.Command;

@Command(name = "datasets", mixinStandardHelpOptions = true, headerHeading = "Example: millrace datasets%n%n", description = "Lists the named distributions with their constants.")
final class DatasetsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Distributions.all().forEach(toy -> System.out.printf("%-13s %s%n", toy.label(), toy.description()));
    return 0;
  }
}
