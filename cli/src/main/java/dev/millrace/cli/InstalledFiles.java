package dev.millrace.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import dev.millrace.cli.help.CompletionCommand;
import dev.millrace.cli.help.ManPage;
import dev.millrace.cli.help.Version;
import picocli.CommandLine;

/**
 * Writes what an installation has beside the program, as {@code release/dist.sh} needs it: manual pages, and the script
 * that lets shells complete verbs and options, in the folders in which {@code man} and bash look for them.
 */
final class InstalledFiles {
  private InstalledFiles() {
  }

  /** @param args the folder to write to, such as {@code share}, and the date of the pages */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    CommandLine line = new Millrace().parser();
    Path pages = Files.createDirectories(folder.resolve("man/man1"));
    String version = new Version().getVersion()[0];
    for (Map.Entry<String, String> page : ManPage.all(line.getCommandSpec(), version, args[1]).entrySet()) {
      Files.writeString(pages.resolve(page.getKey()), page.getValue());
    }
    Path completions = Files.createDirectories(folder.resolve("bash-completion/completions"));
    Files.writeString(completions.resolve("millrace"), CompletionCommand.script(line));
  }
}
