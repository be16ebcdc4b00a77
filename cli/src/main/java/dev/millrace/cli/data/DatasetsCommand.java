package dev.millrace.cli.data;

import java.util.concurrent.Callable;

import dev.millrace.flow.data.Distribution;
import dev.millrace.flow.data.Distributions;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.data.Published;
import dev.millrace.runs.text.TextTable;
import picocli.CommandLine.Command;

@Command(name = "datasets", mixinStandardHelpOptions = true,
    headerHeading = "Example: ${ROOT-COMMAND-NAME} datasets%n%n",
    description = "Lists the data sets that have a name, and the formats of images that can be read.")
public final class DatasetsCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    TextTable table = new TextTable("lw");
    Distributions.all().forEach(toy -> table.row(toy.label(), toy.description() + classes(toy)));
    Published.all().forEach(published -> table.row(published.label(),
        published.description() + classes(published.distribution())));
    ImageSources.forms().forEach(form -> table.row(form, described(form)));
    System.out.print(table.text());
    return 0;
  }

  private static String classes(Distribution data) {
    return data.classes() == 1 ? "" : "; %d classes".formatted(data.classes());
  }

  private static String described(String images) {
    return switch (images) {
      case "mnist" ->
        "handwritten digits, grey, 28 × 28, ten classes; 60,000 for training and 10,000 for tests (LeCun et al. 1998)";
      case "digits" ->
        "handwritten digits, grey, 8 × 8, ten classes; 1,797, every tenth for tests (Alpaydin and Kaynak 1998)";
      case "idx:DIR" ->
        "a folder with the four files of MNIST, of Fashion-MNIST or of another set in that form, gzipped or not";
      case "images:DIR" ->
        "a folder of PNG and JPEG files, or of sub-folders, one per class; --size and --channels make them "
            + "alike";
      default -> throw new IllegalStateException(images);
    };
  }
}
