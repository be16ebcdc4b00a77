package dev.millrace.flow.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.text.Shown;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The header of a {@code .safetensors} file, which is checked completely before an element is read: the tensors must
 * cover each byte of the data section exactly once.
 *
 * @param entries one per tensor, in the order of their data
 * @param metadata text by name
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata) {

  /**
   * One tensor.
   *
   * @param name its name
   * @param type its elements' type
   * @param shape the extent of each dimension
   * @param elements the product of the shape
   * @param begin the index of its first byte, counted from the start of the data section
   * @param end the index after its last byte
   */
  record Entry(String name, ElementType type, List<Integer> shape, int elements, long begin, long end) {
    boolean isInteger() {
      return INTEGERS.containsValue(type);
    }

    /** Whether the name is that of a layer's weights or biases, which cannot be integers. */
    private static boolean isWeight(String name) {
      return name.endsWith(".weight") || name.endsWith(".bias");
    }
  }

  private static final Map<String, ElementType> FLOATS = Map.of("F16", ElementType.F16, "BF16", ElementType.BF16, "F32",
      ElementType.F32, "F64", ElementType.F64);
  private static final Map<String, ElementType> INTEGERS = Map.of("BOOL", ElementType.BOOL, "I8", ElementType.I8, "I16",
      ElementType.I16, "I32", ElementType.I32, "I64", ElementType.I64, "U8", ElementType.U8, "U16", ElementType.U16,
      "U32", ElementType.U32, "U64", ElementType.U64);
  private static final Set<String> FIELDS = Set.of("dtype", "shape", "data_offsets");
  private static final JsonMapper JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  /**
   * @param file the file, for messages
   * @param json the header's bytes
   * @param dataLength the size of the data section
   * @param integers whether tensors of integers are allowed, except for a layer's weights
   * @throws InvalidInputException if the header does not follow the format, or a type is not supported
   */
  static SafetensorsHeader parse(String file, byte[] json, long dataLength, boolean integers) {
    JsonNode root = root(file, json);
    Map<String, String> metadata = Map.of();
    List<Entry> entries = new ArrayList<>();
    for (var property : root.properties()) {
      if (property.getKey().equals(Safetensors.METADATA)) {
        metadata = metadata(file, property.getValue());
      } else {
        entries.add(entry(file, property.getKey(), property.getValue(), integers));
      }
    }
    // The sort is stable: tensors without elements that share an offset remain in the header's order.
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    requireExactCover(file, entries, dataLength);
    return new SafetensorsHeader(entries, metadata);
  }

  private static JsonNode root(String file, byte[] json) {
    if (json.length == 0 || json[0] != '{') {
      throw new InvalidInputException(file + ": header does not begin with '{' (not a .safetensors file?)");
    }
    try {
      // Decoded here, because Jackson would also accept UTF-16 and UTF-32, which the format does not allow.
      return JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      throw new InvalidInputException(file + ": header is not UTF-8", e);
    } catch (JacksonException e) {
      throw new InvalidInputException("%s: header is not proper JSON: %s".formatted(file, fault(e)), e);
    }
  }

  private static String fault(JacksonException e) {
    String place = e.getLocation() == null ? "" : " (character %d)".formatted(e.getLocation().getCharOffset());
    return JsonFault.of(e) + place;
  }

  private static Map<String, String> metadata(String file, JsonNode node) {
    if (node.isNull()) {
      return Map.of(); // as Rust writes that there is none
    }
    if (!node.isObject()) {
      throw new InvalidInputException(
          "%s: %s: is %s, expected an object".formatted(file, Safetensors.METADATA, show(node)));
    }
    Map<String, String> metadata = new TreeMap<>();
    for (var property : node.properties()) {
      if (!property.getValue().isString()) {
        throw new InvalidInputException("%s: %s: %s is %s, expected a string".formatted(file, Safetensors.METADATA,
            InputFile.quote(property.getKey()), show(property.getValue())));
      }
      metadata.put(property.getKey(), property.getValue().stringValue());
    }
    return metadata;
  }

  private static Entry entry(String file, String name, JsonNode node, boolean integers) {
    String place = file + ": tensor " + InputFile.quote(name) + ": ";
    if (!node.isObject()) {
      throw new InvalidInputException(place + "is " + show(node) + ", expected an object");
    }
    for (String field : FIELDS.stream().sorted().toList()) {
      if (!node.has(field)) {
        throw new InvalidInputException(place + "has no " + field);
      }
    }
    for (String field : node.propertyNames()) {
      if (!FIELDS.contains(field)) {
        throw new InvalidInputException(place + "has the unknown field " + InputFile.quote(field));
      }
    }
    JsonNode dtype = node.required("dtype");
    ElementType type = dtype.isString() ? FLOATS.get(dtype.stringValue()) : null;
    if (type == null && integers && dtype.isString() && !Entry.isWeight(name)) {
      type = INTEGERS.get(dtype.stringValue());
    }
    if (type == null) {
      throw new InvalidInputException(place + "dtype " + show(dtype) + ", expected F32, F64, F16 or BF16");
    }
    List<Integer> shape = numbers(place, "shape", node.required("shape"), Integer.MAX_VALUE).stream()
        .map(Long::intValue)
        .toList();
    int elements;
    try {
      elements = FloatArray.elements(shape);
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(place + e.getMessage(), e);
    }
    List<Long> offsets = numbers(place, "data_offsets", node.required("data_offsets"), Long.MAX_VALUE);
    if (offsets.size() != 2 || offsets.getFirst() > offsets.getLast()) {
      throw new InvalidInputException(
          place + "data_offsets " + Shown.cut(offsets.toString()) + ", expected a begin and an end");
    }
    long begin = offsets.getFirst();
    long end = offsets.getLast();
    long bytes = (long) elements * type.bytes;
    if (end - begin != bytes) {
      throw new InvalidInputException(
          "%soffsets %d..%d hold %d bytes, but shape %s of %s takes %d".formatted(place, begin,
              end, end - begin, shape, type, bytes));
    }
    return new Entry(name, type, shape, elements, begin, end);
  }

  private static List<Long> numbers(String place, String field, JsonNode node, long max) {
    if (!node.isArray()) {
      throw new InvalidInputException(place + field + " is " + show(node) + ", expected an array");
    }
    List<Long> numbers = new ArrayList<>();
    for (JsonNode element : node) {
      if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0
          || element.longValue() > max) {
        throw new InvalidInputException("%s%s holds %s, expected integers from 0 to %d".formatted(place, field,
            show(element), max));
      }
      numbers.add(element.longValue());
    }
    return numbers;
  }

  private static void requireExactCover(String file, List<Entry> entries, long dataLength) {
    long covered = 0;
    String before = "";
    for (Entry entry : entries) {
      String place = "%s: tensor %s: offsets %d..%d".formatted(file, InputFile.quote(entry.name()), entry.begin(),
          entry.end());
      if (entry.begin() < covered) {
        throw new InvalidInputException(
            "%s overlap those of %s, which end at %d".formatted(place, InputFile.quote(before),
                covered));
      }
      if (entry.begin() > covered) {
        throw new InvalidInputException("%s leave a hole after %d".formatted(place, covered));
      }
      if (entry.end() > dataLength) {
        throw new InvalidInputException("%s end beyond the file's %d bytes of data".formatted(place, dataLength));
      }
      covered = entry.end();
      before = entry.name();
    }
    if (covered != dataLength) {
      throw new InvalidInputException(
          "%s: %d bytes of data, but the tensors take %d".formatted(file, dataLength, covered));
    }
  }

  private static String show(JsonNode node) {
    return node.isString() ? InputFile.quote(node.stringValue()) : InputFile.quote(node.toString());
  }
}
