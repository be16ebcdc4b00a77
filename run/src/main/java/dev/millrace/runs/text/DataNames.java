package dev.millrace.runs.text;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How data are named in titles. */
public final class DataNames {
  private static final String DATABASE = "jdbc:";
  /** A parameter of an address that is a secret, after what separates it from others. */
  private static final Pattern SECRET = Pattern.compile(
      "([?&;])[\\w.-]*(?:password|passwd|pwd|passphrase|secret|token)[\\w.-]*=(?:\\{[^}]*\\}|[^&;]*)",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern PARAMETERS = Pattern.compile("[?;]");
  /** A user and a password before the host; and those of Oracle. */
  private static final Pattern USER = Pattern.compile("(//[^/:@]*):[^/]*@|(jdbc:oracle:\\w+:[^/:@]*)/[^/]*@");

  private DataNames() {
  }

  /**
   * {@return the address of a database without passwords, which must not be shown or stored; any other name as it is}
   *
   * @param data the name of the data, a file, or an address such as {@code jdbc:mysql://ada:secret@host/shop?password=secret}
   */
  public static String withoutPassword(String data) {
    if (!data.startsWith(DATABASE)) {
      return data;
    }
    Matcher first = PARAMETERS.matcher(data);
    int end = first.find() ? first.start() : data.length();
    String address = USER.matcher(data.substring(0, end))
        .replaceFirst(user -> (user.group(1) == null ? user.group(2) : user.group(1)).replace("$", "\\$") + "@");
    String all = data.substring(end);
    String kept = SECRET.matcher(all).replaceAll("$1");
    return address + (kept.equals(all) ? all : kept.replaceAll("([?&;])[&;]+", "$1").replaceFirst("[?&;]+$", ""));
  }

  /**
   * {@return a short name of the data, such as "mnist"; for a folder, its last name; for the address of a database the name
   * of the database}
   *
   * @param data the name of the data, or a file
   */
  public static String shortName(String data) {
    if (data.startsWith(DATABASE)) {
      String address = withoutPassword(data).replaceFirst("[?;].*$", "");
      String name = address.substring(1 + Math.max(address.lastIndexOf('/'), address.lastIndexOf(':')));
      return name.isEmpty() ? "database" : name;
    }
    Path last = Path.of(data.replaceFirst("^(idx|images):", "")).normalize().getFileName();
    return last == null || last.toString().isEmpty() ? data : last.toString();
  }

  /**
   * {@return the name of data in the folders of their runs: a file without its ending, the last name of a folder, "jdbc" for
   * a database, whose address may hold a password}
   *
   * @param data the name of the data, or a file
   */
  public static String folderName(String data) {
    if (data.startsWith(DATABASE)) {
      return "jdbc";
    }
    Path last = Path.of(data.substring(data.indexOf(':') + 1)).normalize().getFileName();
    String file = last == null ? "" : last.toString();
    String name = file.indexOf('.') > 0 ? file.substring(0, file.lastIndexOf('.')) : file;
    return name.isEmpty() || name.equals("..") ? "data" : name;
  }

  /**
   * {@return what the title of a picture of points says of columns that it does not show; empty if there are none}
   *
   * @param columns the number of columns
   */
  public static String ofColumns(int columns) {
    return columns > 2 ? ", the first 2 of " + columns + " columns" : "";
  }
}
