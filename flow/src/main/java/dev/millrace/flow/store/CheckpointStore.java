package dev.millrace.flow.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.millrace.flow.io.AtomicFile;
import dev.millrace.flow.io.Disk;
import dev.millrace.flow.io.Sha256;

/**
 * A folder of checkpoints, {@code step-000001000} and so on. Whenever the process or the machine crashes, the newest
 * checkpoint whose {@link #save} had returned is found again, or a later one; a damaged checkpoint is never used.
 *
 * <p>Only one process may write at a time ({@link RunLock}), and only one thread.
 */
public final class CheckpointStore {
  private static final Pattern NAME = Pattern.compile("step-(\\d{9,18})(?:-(\\d{1,9}))?");
  private static final String VISIBLE = "step-";
  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final Disk disk;
  /** The checkpoints that this store wrote, or read and found intact. */
  private final Set<String> whole = new HashSet<>();

  /** The position of a name among the others: of two attempts at a step, the later one is newer. */
  private record Place(String name, long step, long attempt) {
    static final Comparator<Place> NEWEST_FIRST = Comparator.comparingLong(Place::step)
        .thenComparingLong(Place::attempt).reversed();

    static Optional<Place> of(String name) {
      Matcher parts = NAME.matcher(name);
      return parts.matches()
          ? Optional.of(new Place(name, Long.parseLong(parts.group(1)),
              parts.group(2) == null ? 1 : Long.parseLong(parts.group(2))))
          : Optional.empty();
    }
  }

  /**
   * A checkpoint that was not used.
   *
   * @param name the name of its folder
   * @param reason what is wrong with it
   */
  public record Rejected(String name, String reason) {}

  /**
   * The result of a search.
   *
   * @param checkpoint the newest checkpoint that is intact
   * @param rejected the newer checkpoints, which are damaged, newest first
   */
  public record Search(Optional<Checkpoint> checkpoint, List<Rejected> rejected) {}

  /**
   * A store in a folder of the machine's file system; the first {@link #save} creates the folder.
   *
   * @param folder the folder
   */
  public CheckpointStore(Path folder) {
    this(folder, Disk.REAL);
  }

  /**
   * A store on a given disk.
   *
   * @param folder the folder
   * @param disk the file system
   */
  public CheckpointStore(Path folder, Disk disk) {
    this.folder = folder.toAbsolutePath();
    this.disk = disk;
  }

  /**
   * Writes a checkpoint completely or not at all; when this returns, it is on the disk.
   *
   * @param snapshot the files of the checkpoint
   * @throws IOException with a message of one line if anything fails; existing checkpoints are kept
   */
  public void save(Snapshot snapshot) throws IOException {
    try {
      prepare();
      String name = freeName(snapshot.step());
      Path temporary = folder.resolve("." + name + ".tmp");
      try {
        write(snapshot, temporary);
        disk.rename(temporary, folder.resolve(name));
      } catch (Throwable failure) {
        try {
          remove(temporary);
        } catch (IOException e) {
          failure.addSuppressed(e);
        }
        throw failure;
      }
      disk.forceFolder(folder);
      whole.add(name);
    } catch (IOException e) {
      throw new IOException("cannot write the checkpoint of step %d in %s: %s".formatted(snapshot.step(), folder,
          AtomicFile.reason(e)), e);
    }
  }

  /** Creates the folder, and deletes what crashed writers left in it. */
  private void prepare() throws IOException {
    List<String> names = disk.list(folder);
    if (names.isEmpty()) {
      disk.createFolder(folder);
      Path parent = folder.getParent();
      if (parent != null) {
        disk.forceFolder(parent);
      }
    }
    for (String name : names) {
      if (name.startsWith("." + VISIBLE)) {
        remove(folder.resolve(name));
      }
    }
  }

  private String freeName(long step) throws IOException {
    List<String> taken = disk.list(folder);
    String first = String.format(Locale.ROOT, "step-%09d", step);
    String name = first;
    for (int attempt = 2; taken.contains(name); attempt++) {
      name = first + "-" + attempt;
    }
    return name;
  }

  private void write(Snapshot snapshot, Path temporary) throws IOException {
    disk.createFolder(temporary);
    SequencedMap<String, Manifest.Entry> entries = new LinkedHashMap<>();
    for (Map.Entry<String, AtomicFile.Body> file : snapshot.files().entrySet()) {
      entries.put(file.getKey(), write(temporary.resolve(file.getKey()), file.getValue()));
    }
    byte[] manifest = new Manifest(snapshot.step(), snapshot.facts(), entries).toBytes();
    write(temporary.resolve(Manifest.NAME), out -> out.write(manifest));
    disk.forceFolder(temporary);
  }

  private Manifest.Entry write(Path file, AtomicFile.Body body) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (Disk.FileOutput raw = disk.create(file); Counted out = new Counted(raw, digest)) {
      body.writeTo(out);
      out.flush();
      raw.force();
      return new Manifest.Entry(out.count, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static final class Counted extends DigestOutputStream {
    private long count;

    Counted(Disk.FileOutput out, MessageDigest digest) {
      super(out, digest);
    }

    @Override
    public void write(int b) throws IOException {
      super.write(b);
      count++;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      super.write(bytes, offset, length);
      count += length;
    }

    /** Does nothing, because a body may close what it writes to; the file is closed where it was opened. */
    @Override
    public void close() throws IOException {
      flush();
    }
  }

  /**
   * Removes all checkpoints except the newest ones that are known to be intact. Each is first renamed to a hidden name,
   * so that a partly deleted checkpoint is never seen. Checkpoints newer than the newest known one are kept, because
   * nothing is known about them.
   *
   * @param keep number of checkpoints to keep, at least 1
   * @throws IOException if something could not be removed; the checkpoints to keep are untouched
   */
  public void prune(int keep) throws IOException {
    int known = 0;
    List<Path> hidden = new ArrayList<>();
    for (Place place : places()) {
      boolean isWhole = whole.contains(place.name());
      known += isWhole ? 1 : 0;
      if (known > 0 && !(isWhole && known <= keep)) {
        Path aside = folder.resolve("." + place.name() + ".old");
        remove(aside);
        disk.rename(folder.resolve(place.name()), aside);
        hidden.add(aside);
        whole.remove(place.name());
      }
    }
    if (!hidden.isEmpty()) {
      disk.forceFolder(folder);
      for (Path aside : hidden) {
        remove(aside);
      }
    }
  }

  /** Deletes a folder and the files in it. */
  private void remove(Path path) throws IOException {
    for (String name : disk.list(path)) {
      disk.delete(path.resolve(name));
    }
    disk.delete(path);
  }

  /**
   * Finds the newest checkpoint whose manifest is valid and whose files match their hashes.
   *
   * @return what was found
   * @throws IOException if reading fails
   */
  public Search newest() throws IOException {
    return newest(_ -> true);
  }

  /**
   * As {@link #newest()}, among the checkpoints of some steps.
   *
   * @param steps selects the steps to consider
   * @return what was found
   * @throws IOException if reading fails
   */
  public Search newest(LongPredicate steps) throws IOException {
    List<Rejected> rejected = new ArrayList<>();
    for (String name : disk.list(folder).reversed()) {
      if (name.startsWith(VISIBLE) && Place.of(name).isEmpty()) {
        rejected.add(new Rejected(name, "is not named as this release names checkpoints"));
      }
    }
    for (Place place : places()) {
      if (steps.test(place.step())) {
        try {
          Checkpoint checkpoint = verified(place);
          whole.add(place.name());
          return new Search(Optional.of(checkpoint), List.copyOf(rejected));
        } catch (DamagedException e) {
          rejected.add(new Rejected(place.name(), String.valueOf(e.getMessage())));
        } catch (IOException e) {
          rejected.add(new Rejected(place.name(), "cannot be read: " + AtomicFile.reason(e)));
        }
      }
    }
    return new Search(Optional.empty(), List.copyOf(rejected));
  }

  private List<Place> places() throws IOException {
    return disk.list(folder).stream().flatMap(name -> Place.of(name).stream()).sorted(Place.NEWEST_FIRST).toList();
  }

  private Checkpoint verified(Place place) throws IOException, DamagedException {
    Path inside = folder.resolve(place.name());
    List<String> names = disk.list(inside);
    if (!names.contains(Manifest.NAME)) {
      throw new DamagedException("has no " + Manifest.NAME);
    }
    if (disk.size(inside.resolve(Manifest.NAME)) > Manifest.MOST_BYTES) {
      throw new DamagedException(Manifest.NAME + " is larger than any");
    }
    Manifest manifest;
    try (InputStream in = disk.open(inside.resolve(Manifest.NAME))) {
      manifest = Manifest.parse(in.readNBytes(Manifest.MOST_BYTES));
    }
    if (manifest.step() != place.step()) {
      throw new DamagedException("holds step " + manifest.step());
    }
    for (Map.Entry<String, Manifest.Entry> file : manifest.files().entrySet()) {
      if (!names.contains(file.getKey())) {
        throw new DamagedException("has no " + file.getKey());
      }
      check(inside.resolve(file.getKey()), file.getKey(), file.getValue());
    }
    return new Checkpoint(inside, manifest, disk);
  }

  private void check(Path file, String name, Manifest.Entry expected) throws IOException, DamagedException {
    long size = disk.size(file);
    if (size != expected.bytes()) {
      throw new DamagedException("%s has %d bytes, expected %d".formatted(name, size, expected.bytes()));
    }
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = disk.open(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    if (!HexFormat.of().formatHex(digest.digest()).equals(expected.sha256())) {
      throw new DamagedException(name + " does not match its SHA-256");
    }
  }
}
