package dev.millrace.cli;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;

/**
 * The public API of some packages as lines of text: a type, or a member that programs outside can reach, with those that
 * it inherits. A line has the types of parameters and result without their type arguments, as class files name them.
 */
final class PublicApi {
  private static final String ABSTRACT = " abstract";

  private PublicApi() {
  }

  static SortedSet<String> of(JavaClasses classes, Set<String> packages) {
    SortedSet<String> lines = new TreeSet<>();
    for (JavaClass type : classes) {
      if (packages.contains(type.getPackageName()) && isReachable(type)) {
        lines.add(type.getName() + " " + kind(type));
        addMembers(type, lines);
      }
    }
    return lines;
  }

  private static void addMembers(JavaClass type, SortedSet<String> lines) {
    boolean canBeExtended = !type.getModifiers().contains(JavaModifier.FINAL) && !type.reflect().isSealed();
    for (JavaCodeUnit method : type.getAllMethods()) {
      if (method.getOwner().getName().startsWith("dev.millrace.")
          && isReachable(method.getModifiers(), canBeExtended)) {
        boolean isAbstract = canBeExtended && method.getModifiers().contains(JavaModifier.ABSTRACT);
        lines.add(type.getName() + "." + method.getName() + parameters(method) + ": "
            + method.getRawReturnType().getName() + isStatic(method.getModifiers()) + (isAbstract ? ABSTRACT : ""));
      }
    }
    for (JavaCodeUnit constructor : type.getConstructors()) {
      if (isReachable(constructor.getModifiers(), canBeExtended)) {
        lines.add(type.getName() + parameters(constructor));
      }
    }
    for (JavaField field : type.getAllFields()) {
      if (field.getOwner().getName().startsWith("dev.millrace.")
          && isReachable(field.getModifiers(), canBeExtended)) {
        lines.add(type.getName() + "." + field.getName() + ": " + field.getRawType().getName()
            + isStatic(field.getModifiers()));
      }
    }
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
      if (line.contains(" ") && !line.contains(":")) {
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

  private static boolean isReachable(JavaClass type) {
    return isReachable(type.getModifiers(), true) && type.getEnclosingClass().map(PublicApi::isReachable).orElse(true)
        && !type.isAnonymousClass() && !type.isLocalClass();
  }

  private static boolean isReachable(Set<JavaModifier> modifiers, boolean fromSubclasses) {
    return (modifiers.contains(JavaModifier.PUBLIC) || fromSubclasses && modifiers.contains(JavaModifier.PROTECTED))
        && !modifiers.contains(JavaModifier.SYNTHETIC);
  }

  private static String kind(JavaClass type) {
    return type.isAnnotation()
        ? "annotation"
        : type.isInterface()
            ? "interface"
            : type.isEnum()
                ? "enum"
                : type.isRecord()
                    ? "record"
                    : Modifier.isAbstract(type.reflect().getModifiers()) ? "abstract class" : "class";
  }

  private static String parameters(JavaCodeUnit method) {
    return method.getRawParameterTypes().stream().map(JavaClass::getName).collect(Collectors.joining(",", "(", ")"));
  }

  private static String isStatic(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.STATIC) ? " static" : "";
  }
}
