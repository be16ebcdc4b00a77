package dev.millrace.flow.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that fails at a chosen operation and remembers what was forced. {@link #afterCrash} is what a machine may
 * find after a power failure: contents that were not forced are lost or damaged, and names in folders that were not forced are
 * as they were before.
 */
public final class CrashingDisk implements Disk {
  /** What happens to contents that were not forced. */
  public enum Damage {
    /** They were written by chance. */
    NONE,
    /** The file is empty. */
    EMPTY,
    /** As long as it should be, but zeros. */
    ZEROS,
    /** Cut in half. */
    HALF,
    /** One bit is another. */
    FLIPPED
  }

  /** A file or a folder: what is there, and what a crash cannot take. */
  private static final class Node {
    byte[] contents = {};
    byte @Nullable [] forced = null;
    final Map<String, Node> names = new TreeMap<>();
    Map<String, Node> forcedNames = new TreeMap<>();
    final boolean folder;

    Node(boolean folder) {
      this.folder = folder;
    }
  }

  private final Node root;
  private int left = Integer.MAX_VALUE;
  private int done;
  private boolean torn;

  /** An empty disk. */
  public CrashingDisk() {
    this(new Node(true));
  }

  private CrashingDisk(Node root) {
    this.root = root;
  }

  /**
   * Lets the next operations succeed and all later ones fail.
   *
   * @param operations how many still succeed
   * @param tearing whether a failing write has written half of its bytes
   */
  public void failAfter(int operations, boolean tearing) {
    left = operations;
    torn = tearing;
  }

  /** How many operations have changed, or tried to change, the disk. */
  public int operations() {
    return done;
  }

  private boolean spent() {
    done++;
    return --left < 0;
  }

  private void spend() throws IOException {
    if (spent()) {
      throw new IOException("No space left on device");
    }
  }

  /** The disk as a crash at this instant may leave it. */
  public CrashingDisk afterCrash(Damage damage, boolean namesUndone) {
    return new CrashingDisk(survivor(root, damage, namesUndone, new HashMap<>()));
  }

  private static Node survivor(Node node, Damage damage, boolean namesUndone, Map<Node, Node> copies) {
    Node known = copies.get(node);
    if (known != null) {
      return known;
    }
    Node copy = new Node(node.folder);
    copies.put(node, copy);
    if (node.folder) {
      (namesUndone ? node.forcedNames : node.names)
          .forEach((name, child) -> copy.names.put(name, survivor(child, damage, namesUndone, copies)));
      copy.forcedNames = new TreeMap<>(copy.names);
    } else {
      boolean safe = node.forced != null && Arrays.equals(node.forced, node.contents);
      copy.contents = safe ? node.contents.clone() : damaged(node.contents, damage);
      copy.forced = copy.contents;
    }
    return copy;
  }

  private static byte[] damaged(byte[] bytes, Damage damage) {
    return switch (damage) {
      case NONE -> bytes.clone();
      case EMPTY -> new byte[0];
      case ZEROS -> new byte[bytes.length];
      case HALF -> Arrays.copyOf(bytes, bytes.length / 2);
      case FLIPPED -> {
        byte[] flipped = bytes.clone();
        if (flipped.length > 0) {
          flipped[flipped.length / 2] ^= 4;
        }
        yield flipped;
      }
    };
  }

  /** Damages one file where it lies, forced or not. */
  public void damage(Path file, Damage damage) throws IOException {
    Node node = node(file);
    node.contents = damaged(node.contents, damage);
    node.forced = node.contents;
  }

  /** What a file holds. */
  public byte[] read(Path file) throws IOException {
    return node(file).contents.clone();
  }

  private Node node(Path path) throws NoSuchFileException {
    Node node = find(path);
    if (node == null) {
      throw new NoSuchFileException(path.toString());
    }
    return node;
  }

  private @Nullable Node find(Path path) {
    Node node = root;
    for (Path name : path.toAbsolutePath()) {
      node = node == null ? null : node.names.get(name.toString());
    }
    return node;
  }

  private Node parent(Path path) throws NoSuchFileException {
    return node(Objects.requireNonNull(path.toAbsolutePath().getParent()));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  @Override
  public FileOutput create(Path file) throws IOException {
    spend();
    Node parent = parent(file);
    if (parent.names.containsKey(name(file))) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Node node = new Node(false);
    parent.names.put(name(file), node);
    return new FileOutput() {
      private final ByteArrayOutputStream written = new ByteArrayOutputStream();

      @Override
      public void write(int b) throws IOException {
        write(new byte[]{(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        boolean fails = spent();
        written.write(bytes, offset, fails ? (torn ? length / 2 : 0) : length);
        node.contents = written.toByteArray();
        if (fails) {
          throw new IOException("No space left on device");
        }
      }

      @Override
      public void force() throws IOException {
        spend();
        node.forced = node.contents.clone();
      }
    };
  }

  @Override
  public InputStream open(Path file) throws IOException {
    return new ByteArrayInputStream(node(file).contents);
  }

  @Override
  public long size(Path file) throws IOException {
    return node(file).contents.length;
  }

  @Override
  public void createFolder(Path folder) throws IOException {
    spend();
    Node node = root;
    for (Path name : folder.toAbsolutePath()) {
      node = node.names.computeIfAbsent(name.toString(), _ -> new Node(true));
    }
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    spend();
    Node node = node(folder);
    node.forcedNames = new TreeMap<>(node.names);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    spend();
    Node moved = node(from);
    Node target = find(to);
    if (target != null && target.folder) {
      throw new FileAlreadyExistsException(to.toString());
    }
    parent(from).names.remove(name(from));
    parent(to).names.put(name(to), moved);
  }

  @Override
  public void delete(Path path) throws IOException {
    spend();
    Node node = find(path);
    if (node != null) {
      if (!node.names.isEmpty()) {
        throw new IOException(path + " is not empty");
      }
      parent(path).names.remove(name(path));
    }
  }

  @Override
  public List<String> list(Path folder) {
    Node node = find(folder);
    return node == null ? List.of() : List.copyOf(node.names.keySet());
  }
}
