import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Copies jars for a distribution. Native libraries of other platforms are left out, and those of this one are written as
 * files beside the jars. Entries are in order, of one time, and not compressed, because the whole distribution is.
 *
 * <pre>java Jars.java OS ARCH TO JAR…, such as linux 'x86_64|amd64|x64' lib a.jar b.jar; OS and ARCH are patterns</pre>
 */
public final class Jars {
  private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
  /** Files for C compilers and for native images, debug symbols, and libraries of JavaCPP that are not loaded. */
  private static final Pattern UNUSED = Pattern.compile("(?x) .*/include/.* | .*/lib/(cmake|pkgconfig)/.* | .*\\.cpp"
      + " | META-INF/native-image/.* | .*\\.dSYM/.* | .*/(lib)?jni(openblas_full|torch_gloo)\\..*");
  private static final Pattern NATIVE = Pattern.compile(".*\\.(dll|dylib|lib|so(\\.\\d+)?|so_\\w+)");

  private final String os;
  private final String arch;
  private final Path to;

  private Jars(String os, String arch, Path to) {
    this.os = os;
    this.arch = arch;
    this.to = to;
  }

  public static void main(String[] args) throws IOException {
    Jars jars = new Jars(args[0], args[1], Path.of(args[2]));
    for (String jar : List.of(args).subList(3, args.length)) {
      jars.copy(Path.of(jar));
    }
  }

  private void copy(Path jar) throws IOException {
    boolean classes = false;
    Path copy = to.resolve(jar.getFileName());
    try (ZipFile zip = new ZipFile(jar.toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(copy))) {
      List<? extends ZipEntry> entries;
      try (Stream<? extends ZipEntry> all = zip.stream()) {
        // The manifest is read first.
        entries = all.filter(entry -> !entry.isDirectory() && !UNUSED.matcher(entry.getName()).matches())
            .sorted(Comparator.comparing((ZipEntry entry) -> !entry.getName().equals("META-INF/MANIFEST.MF"))
                .thenComparing(ZipEntry::getName))
            .toList();
      }
      for (ZipEntry entry : entries) {
        String name = entry.getName();
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        if (!NATIVE.matcher(name).matches()) {
          classes |= !name.startsWith("META-INF/");
          store(out, name, bytes);
        } else if (isOfPlatform(name)) {
          if (name.startsWith("lib/")) {
            store(out, name, bytes); // XGBoost looks for its library in the jar alone
          } else {
            Files.write(to.resolve(name.substring(name.lastIndexOf('/') + 1)), bytes);
          }
        }
      }
    }
    if (!classes) {
      Files.delete(copy);
    }
  }

  private boolean isOfPlatform(String name) {
    return name.matches(".*(" + os + ").*") && name.matches(".*(" + arch + "|universal).*");
  }

  private static void store(ZipOutputStream to, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    to.putNextEntry(entry);
    to.write(bytes);
  }
}
