package dev.millrace.cli.help;

import dev.millrace.runs.train.Provenance;
import picocli.CommandLine.IVersionProvider;

/** The version of this build: the version in the pom, which the build writes into a resource. */
public final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[]{"millrace " + Provenance.version()};
  }
}
