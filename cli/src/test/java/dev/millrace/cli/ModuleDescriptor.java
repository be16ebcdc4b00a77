package dev.millrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The module-info.java of one of our modules. */
record ModuleDescriptor(String text) {
  static ModuleDescriptor of(String module) throws IOException {
    return new ModuleDescriptor(
        Files.readString(Path.of("..", module, "src/main/module/module-info.java"), StandardCharsets.UTF_8));
  }

  Set<String> exports() {
    return names("exports ([\\w.]+);");
  }

  /** The classes that it provides for a service. */
  Set<String> provides(String service) {
    return names("provides " + service + " with ([\\w.]+);");
  }

  private Set<String> names(String pattern) {
    Set<String> names = new TreeSet<>();
    for (Matcher m = Pattern.compile(pattern.replace(" ", "\\s+")).matcher(text); m.find();) {
      names.add(m.group(1));
    }
    return names;
  }
}
