package dev.millrace.flow.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

import dev.millrace.flow.io.Disk;

/** A checkpoint whose files matched their hashes when it was found. */
public final class Checkpoint {
  private final Path folder;
  private final Manifest manifest;
  private final Disk disk;

  Checkpoint(Path folder, Manifest manifest, Disk disk) {
    this.folder = folder;
    this.manifest = manifest;
    this.disk = disk;
  }

  /** {@return the folder of the checkpoint} */
  public Path folder() {
    return folder;
  }

  /** {@return the number of finished steps} */
  public long step() {
    return manifest.step();
  }

  /** {@return the facts of its snapshot} */
  public Map<String, String> facts() {
    return manifest.facts();
  }

  /** {@return the names of the files in it} */
  public Set<String> files() {
    return manifest.files().keySet();
  }

  /**
   * {@return the path of a file, for a reader that maps it into memory}
   *
   * @param name the name of a file of the checkpoint
   * @throws IllegalArgumentException if there is no such file in it
   */
  public Path file(String name) {
    if (!manifest.files().containsKey(name)) {
      throw new IllegalArgumentException("checkpoint " + folder + " has no file '" + name + "'");
    }
    return folder.resolve(name);
  }

  /**
   * Opens a file for reading from its beginning.
   *
   * @param name the name of a file of the checkpoint
   * @return the bytes of the file
   * @throws IOException if reading fails
   */
  public InputStream open(String name) throws IOException {
    return disk.open(file(name));
  }
}
