package dev.millrace.flow.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.io.Disk;

/** A checkpoint whose hashes held when it was found. */
public final class Checkpoint {
  private final Path folder;
  private final Manifest manifest;
  private final Disk disk;

  Checkpoint(Path folder, Manifest manifest, Disk disk) {
    this.folder = folder;
    this.manifest = manifest;
    this.disk = disk;
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Steps done. */
  public long step() {
    return manifest.step();
  }

  /** The words that its snapshot had. */
  public Map<String, String> facts() {
    return manifest.facts();
  }

  /** The names of its files. */
  public Set<String> files() {
    return manifest.files().keySet();
  }

  /**
   * Where a file lies, for a reader that wants to map it.
   *
   * @throws IllegalArgumentException if there is no such file in it
   */
  public Path file(String name) {
    if (!manifest.files().containsKey(name)) {
      throw new IllegalArgumentException("checkpoint " + folder + " has no file '" + name + "'");
    }
    return folder.resolve(name);
  }

  /** Reads a file from its begin. */
  public InputStream open(String name) throws IOException {
    return disk.open(file(name));
  }
}
