package dev.millrace.cli;

import java.util.concurrent.Callable;

import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.Published;
import picocli.CommandLine.Command;

@Command(name = "datasets", mixinStandardHelpOptions = true, headerHeading = "Example: millrace datasets%n%n", description = "Lists the named distributions with their constants.")
final class DatasetsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    Distributions.all().forEach(toy -> print(toy.label(), toy.description()));
    Published.all().forEach(published -> print(published.label(), published.description()));
    return 0;
  }

  private static void print(String name, String description) {
    System.out.printf("%-15s %s%n", name, description);
  }
}
