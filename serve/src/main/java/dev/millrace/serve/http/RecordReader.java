package dev.millrace.serve.http;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.millrace.flow.InvalidInputException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a JSON object into a record, strictly: no members that the record has not, no text for a number, no number that
 * is not finite. Components are texts, numbers, truth values, records, {@code JsonNode} for anything, and lists, maps and
 * {@code Optional} of these.
 */
final class RecordReader {
  private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
    @Override
    protected Constructor<?> computeValue(Class<?> type) {
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(
            Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class[]::new));
        constructor.setAccessible(true);
        return constructor;
      } catch (NoSuchMethodException e) {
        throw new IllegalStateException(e);
      }
    }
  };

  private RecordReader() {
  }

  /**
   * {@return the record}
   *
   * @throws Problem 400 that names the first member that is wrong
   */
  static <R extends Record> R read(JsonNode object, Class<R> type) {
    return read(object, type, "");
  }

  private static <R extends Record> R read(JsonNode object, Class<R> type, String prefix) {
    List<Component> components = Component.of(type);
    for (String name : object.propertyNames()) {
      if (components.stream().noneMatch(each -> each.name().equals(name))) {
        String shown = shown(prefix + name);
        throw new Problem(400, "`%s`: is not known; expected %s".formatted(shown,
            components.stream().map(Component::name).sorted().collect(Collectors.joining(", "))), shown);
      }
    }
    Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(object, components.get(i), prefix);
    }
    return make(type, values);
  }

  private static Object value(JsonNode object, Component component, String prefix) {
    String name = prefix + component.name();
    JsonNode given = object.path(component.name());
    boolean missing = given.isMissingNode() || given.isNull();
    if (component.optional()) {
      return missing ? Optional.empty() : Optional.of(value(given, component.type(), name, component.field()));
    }
    if (missing) {
      throw new Problem(400, "`%s`: is missing".formatted(name), name);
    }
    return value(given, component.type(), name, component.field());
  }

  private static Object value(JsonNode given, Type type, String name, @Nullable Field field) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(given, generic.getActualTypeArguments()[0], name, field)
          : map(given, generic.getActualTypeArguments()[1], name, field);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == JsonNode.class) {
      return given;
    }
    if (plain == String.class) {
      return text(given, name, field);
    }
    if (plain == boolean.class || plain == Boolean.class) {
      if (!given.isBoolean()) {
        throw wrong(given, name, "true or false");
      }
      return given.booleanValue();
    }
    if (plain.isRecord()) {
      if (!given.isObject()) {
        throw wrong(given, name, "an object");
      }
      return read(given, plain.asSubclass(Record.class), name + ".");
    }
    return number(given, plain, name, field);
  }

  private static List<Object> list(JsonNode given, Type of, String name, @Nullable Field field) {
    if (!given.isArray()) {
      throw wrong(given, name, "an array");
    }
    List<Object> values = new ArrayList<>(given.size());
    for (JsonNode each : given) {
      values.add(value(each, of, "%s[%d]".formatted(name, values.size()), field));
    }
    return List.copyOf(values);
  }

  private static Map<String, Object> map(JsonNode given, Type of, String name, @Nullable Field field) {
    if (!given.isObject()) {
      throw wrong(given, name, "an object");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    given.propertyStream().forEach(each -> values.put(each.getKey(), value(each.getValue(), of, shown(name + "."
        + each.getKey()), field)));
    return values;
  }

  private static String text(JsonNode given, String name, @Nullable Field field) {
    if (!given.isString()) {
      throw wrong(given, name, "a text");
    }
    String text = given.stringValue();
    if (field != null && field.choices().length > 0 && !Arrays.asList(field.choices()).contains(text)) {
      throw wrong(given, name, String.join(", ", field.choices()));
    }
    return text;
  }

  private static Object number(JsonNode given, Class<?> type, String name, @Nullable Field field) {
    boolean whole = type == int.class || type == Integer.class || type == long.class || type == Long.class;
    boolean isInt = type == int.class || type == Integer.class;
    double least = Math.max(field == null ? Double.NEGATIVE_INFINITY : field.least(),
        isInt ? Integer.MIN_VALUE : Double.NEGATIVE_INFINITY);
    double most = Math.min(field == null ? Double.POSITIVE_INFINITY : field.most(),
        isInt ? Integer.MAX_VALUE : Double.POSITIVE_INFINITY);
    boolean fits = whole
        ? given.isIntegralNumber() && given.canConvertToLong()
        : given.isNumber() && Double.isFinite(given.doubleValue());
    if (!fits || given.doubleValue() < least || given.doubleValue() > most) {
      throw wrong(given, name, (whole ? "a whole number" : "a finite number") + range(least, most));
    }
    return isInt ? (Object) (int) given.longValue() : whole ? (Object) given.longValue() : given.doubleValue();
  }

  private static String range(double least, double most) {
    String from = Double.isFinite(least) ? " from " + number(least) : "";
    return Double.isFinite(most)
        ? from + (from.isEmpty() ? " up" : "") + " to " + number(most)
        : from.isEmpty() ? "" : from + " up";
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= Long.MAX_VALUE) {
      return "%,d".formatted((long) value);
    }
    return value == (float) value ? Float.toString((float) value) : Double.toString(value);
  }

  private static Problem wrong(JsonNode given, String name, String expected) {
    return new Problem(400, "`%s` %s: expected %s".formatted(name, shown(given.toString()), expected), name);
  }

  private static String shown(String text) {
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static <R extends Record> R make(Class<R> type, Object... values) {
    try {
      return type.cast(CONSTRUCTORS.get(type).newInstance(values));
    } catch (InvocationTargetException e) {
      // The record checks itself.
      if (e.getCause() instanceof Problem || e.getCause() instanceof InvalidInputException) {
        throw (RuntimeException) Objects.requireNonNull(e.getCause());
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
