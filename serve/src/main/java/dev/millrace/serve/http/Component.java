package dev.millrace.serve.http;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A component of a record, as a member of a JSON object.
 *
 * @param name its name in JSON
 * @param type its type, or that of the value of an {@code Optional}
 * @param optional whether it may be missing
 * @param field what it may be
 */
record Component(String name, Type type, boolean optional, @Nullable Field field) {
  /** Looking them up takes longer than reading a body. */
  private static final ClassValue<List<Component>> KNOWN = new ClassValue<>() {
    @Override
    protected List<Component> computeValue(Class<?> type) {
      return Arrays.stream(type.getRecordComponents()).map(Component::of).toList();
    }
  };

  static List<Component> of(Class<? extends Record> type) {
    return KNOWN.get(type);
  }

  private static Component of(RecordComponent component) {
    JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
    Type type = component.getGenericType();
    boolean optional = type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
    return new Component(named == null ? component.getName() : named.value(), optional ? argument(type, 0) : type,
        optional, component.getAnnotation(Field.class));
  }

  /** The type that a generic type is made with. */
  static Type argument(Type type, int index) {
    return ((ParameterizedType) type).getActualTypeArguments()[index];
  }
}
