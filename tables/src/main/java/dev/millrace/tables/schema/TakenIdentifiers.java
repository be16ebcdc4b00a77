package dev.millrace.tables.schema;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.function.Consumer;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which numbers of a pattern the identifiers of a table have, so that new identifiers can have others. Consecutive numbers
 * share a bit, which is set if any of them is taken: two bits for each identifier suffice to leave more than half of a
 * sparse pattern free, and a set bit does not tell which of its numbers is taken. A dense pattern has a bit for each number.
 */
public final class TakenIdentifiers {
  private static final int BITS_OF_ONE = 2;
  private static final long MOST_BITS = 1L << 27;
  private static final long DECIMAL = 10;

  /** Numbers that share a bit. */
  private final long width;
  private final int size;
  private final long[] bits;
  private final int longest;
  /** How many bits are not set before each word of bits, and last of all. */
  private final int[] free;

  private TakenIdentifiers(long width, int size, long[] bits, int longest) {
    this.width = width;
    this.size = size;
    this.bits = bits;
    this.longest = longest;
    free = new int[bits.length + 1];
    for (int w = 0; w < bits.length; w++) {
      int used = Math.min(Long.SIZE, size - w * Long.SIZE);
      free[w + 1] = free[w] + used - Long.bitCount(bits[w]);
    }
  }

  /**
   * Notes the identifiers of a table. If none begins with 0 where the pattern begins with a digit, those that would are
   * taken too.
   *
   * @param pattern their pattern; must be counted
   * @param identifiers about how many there are
   * @param each calls with each of them, which need not have the pattern, any number of times
   * @return what is taken
   */
  public static TakenIdentifiers of(IdentifierPattern pattern, long identifiers, Consumer<Consumer<String>> each) {
    long wanted = Math.clamp(BITS_OF_ONE * identifiers, 1, MOST_BITS);
    long width = Math.max(1, pattern.count() / wanted);
    int size = (int) Math.min(pattern.count() / width, 2 * MOST_BITS);
    long[] bits = new long[Math.ceilDiv(size, Long.SIZE)];
    int[] longest = new int[1];
    boolean[] zero = new boolean[1];
    each.accept(text -> {
      longest[0] = Math.max(longest[0], text.length());
      long number = pattern.number(text);
      zero[0] |= text.startsWith("0");
      if (number >= 0 && number / width < size) {
        set(bits, number / width);
      }
    });
    if (!zero[0] && pattern.length() > 1 && pattern.text(0L).startsWith("0") && pattern.firstVaried() == 0) {
      long beginning = pattern.count() / DECIMAL;
      for (long bit = 0; bit < size && bit * width < beginning; bit++) {
        set(bits, bit);
      }
    }
    return new TakenIdentifiers(width, size, bits, longest[0]);
  }

  private static void set(long[] bits, long at) {
    bits[(int) (at / Long.SIZE)] |= 1L << (at % Long.SIZE);
  }

  /** {@return how many numbers are surely not taken} */
  public long available() {
    return free[bits.length] * width;
  }

  /**
   * {@return a number that is not taken; different ones for different ranks}
   *
   * @param rank from 0, below those that are available
   */
  public long number(long rank) {
    int wanted = (int) (rank / width);
    int low = 0;
    int high = bits.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (free[middle] <= wanted) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    long unset = ~bits[low];
    for (int skipped = free[low]; skipped < wanted; skipped++) {
      unset &= unset - 1;
    }
    return ((long) low * Long.SIZE + Long.numberOfTrailingZeros(unset)) * width + rank % width;
  }

  /** {@return the number of characters of the longest identifier of the table} */
  public int longest() {
    return longest;
  }

  /** {@return this as JSON} */
  public ObjectNode toJson() {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(bits);
    return JsonMapper.shared().createObjectNode().put("width", width).put("size", size).put("longest", longest)
        .put("bits", Base64.getEncoder().encodeToString(bytes.array()));
  }

  /**
   * {@return what is taken}
   *
   * @param tree as {@link #toJson} makes it
   * @throws IllegalArgumentException if it is damaged
   */
  public static TakenIdentifiers of(JsonNode tree) {
    byte[] bytes = Base64.getDecoder().decode(tree.path("bits").asString(""));
    long width = tree.path("width").longValue();
    int size = tree.path("size").intValue();
    if (width < 1 || size < 0 || bytes.length != Math.ceilDiv(size, Long.SIZE) * Long.BYTES) {
      throw new IllegalArgumentException("identifiers: %d bits of width %d in %d bytes".formatted(size, width,
          bytes.length));
    }
    long[] bits = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(bits);
    return new TakenIdentifiers(width, size, bits, tree.path("longest").intValue());
  }
}
