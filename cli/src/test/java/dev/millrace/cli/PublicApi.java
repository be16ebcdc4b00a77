package dev.millrace.cli;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The public API of some packages as lines of text: a type, or a member that programs outside can reach, with those that
 * it inherits. A line has the types of parameters and result without their type arguments.
 */
final class PublicApi {
  private static final String ABSTRACT = " abstract";

  private PublicApi() {
  }

  /**
   * The API of a module.
   *
   * @param sources the folder of its sources, which tells its classes
   */
  static SortedSet<String> of(Path sources) throws IOException {
    SortedSet<String> lines = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java") && !f.endsWith("package-info.java")).toList()) {
        String name = sources.relativize(file).toString().replace('/', '.');
        addType(load(name.substring(0, name.length() - ".java".length())), lines);
      }
    }
    return lines;
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicApi.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static void addType(Class<?> type, SortedSet<String> lines) {
    boolean canBeExtended = !Modifier.isFinal(type.getModifiers()) && !type.isSealed();
    if (!isReachable(type.getModifiers(), true)) {
      return;
    }
    lines.add(type.getName() + " " + kind(type));
    for (Class<?> declaring : ancestors(type)) {
      for (Method method : declaring.getDeclaredMethods()) {
        if (isReachable(method.getModifiers(), canBeExtended) && !method.isSynthetic()
            && (!declaring.isInterface() || declaring == type || !Modifier.isStatic(method.getModifiers()))) {
          boolean isAbstract = canBeExtended && Modifier.isAbstract(method.getModifiers());
          lines.add(type.getName() + "." + method.getName() + parameters(method) + ": "
              + method.getReturnType().getTypeName() + isStatic(method) + (isAbstract ? ABSTRACT : ""));
        }
      }
      for (Field field : declaring.getDeclaredFields()) {
        if (isReachable(field.getModifiers(), canBeExtended) && !field.isSynthetic()) {
          lines.add(type.getName() + "." + field.getName() + ": " + field.getType().getTypeName() + isStatic(field));
        }
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (isReachable(constructor.getModifiers(), canBeExtended)) {
        lines.add(type.getName() + parameters(constructor));
      }
    }
    for (Class<?> nested : type.getDeclaredClasses()) {
      addType(nested, lines);
    }
  }

  /** A type of ours with the types of ours that it extends or implements. */
  private static Set<Class<?>> ancestors(Class<?> type) {
    Set<Class<?>> all = new LinkedHashSet<>();
    if (type.getName().startsWith("dev.millrace.")) {
      all.add(type);
      if (type.getSuperclass() != null) {
        all.addAll(ancestors(type.getSuperclass()));
      }
      for (Class<?> implemented : type.getInterfaces()) {
        all.addAll(ancestors(implemented));
      }
    }
    return all;
  }

  /**
   * What may break a program that was written for an earlier API.
   *
   * @param before lines of the earlier API
   * @param now lines of this one
   * @return lines that are missing, and methods that implementations of types of the earlier API would have to add
   */
  static List<String> breaks(Set<String> before, Set<String> now) {
    List<String> breaks = new ArrayList<>();
    Set<String> types = new HashSet<>();
    for (String line : before) {
      if (!line.contains("(") && !line.contains(":")) {
        types.add(line.substring(0, line.indexOf(' ')));
      }
      if (!now.contains(line)) {
        breaks.add("missing: " + line);
      }
    }
    for (String line : now) {
      if (line.endsWith(ABSTRACT) && !before.contains(line)) {
        String method = line.substring(0, line.indexOf('('));
        if (types.contains(method.substring(0, method.lastIndexOf('.')))) {
          breaks.add("to be implemented: " + line);
        }
      }
    }
    return breaks;
  }

  private static boolean isReachable(int modifiers, boolean fromSubclasses) {
    return Modifier.isPublic(modifiers) || (fromSubclasses && Modifier.isProtected(modifiers));
  }

  private static String kind(Class<?> type) {
    return type.isInterface()
        ? "interface"
        : type.isEnum()
            ? "enum"
            : type.isRecord()
                ? "record"
                : Modifier.isAbstract(type.getModifiers()) ? "abstract class" : "class";
  }

  private static String parameters(Executable method) {
    return Arrays.stream(method.getParameterTypes()).map(Class::getTypeName)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String isStatic(Member member) {
    return Modifier.isStatic(member.getModifiers()) ? " static" : "";
  }
}
