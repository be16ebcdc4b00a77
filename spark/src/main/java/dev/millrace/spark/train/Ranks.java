package dev.millrace.spark.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The ranks of a training, connected by sockets. {@link #sum} adds vectors by recursive halving and doubling (Rabenseifner
 * 2004): every rank sends and receives 2·(n − 1)/n vectors in 2·log₂ n messages. Each number is added by one rank, in an
 * order that depends on the number of ranks alone, and all ranks get that one sum, to the last bit.
 *
 * <p>All ranks must make the same calls in the same order. One thread of each rank uses it.
 */
final class Ranks implements AutoCloseable {
  private static final int KEY_BYTES = 16;
  private static final int CONNECT_MILLIS = 30_000;

  private final int rank;
  private final int count;
  /** The greatest power of two that is at most {@link #count}: so many ranks halve and double, the others attach to one. */
  private final int core;
  private final Map<Integer, Link> links = new HashMap<>();
  private float[] received = new float[0];

  private Ranks(int rank, int count) {
    this.rank = rank;
    this.count = count;
    this.core = Integer.highestOneBit(count);
  }

  /**
   * Connects the ranks.
   *
   * @param rank the number of this one, from 0
   * @param count how many there are
   * @param host the address of this machine that the others reach
   * @param gather gives the message of each rank, of which this one's is given
   * @return the connections
   * @throws IOException if a rank cannot be reached within 30 seconds
   */
  static Ranks connect(int rank, int count, String host, UnaryOperator<String[]> gather) throws IOException {
    Ranks ranks = new Ranks(rank, count);
    try (ServerSocket server = new ServerSocket(0, count, InetAddress.getByName(host))) {
      byte[] key = new byte[KEY_BYTES];
      new SecureRandom().nextBytes(key);
      String[] all = gather.apply(
          new String[]{"%s %d %s".formatted(host, server.getLocalPort(), HexFormat.of().formatHex(key))});
      server.setSoTimeout(CONNECT_MILLIS);
      // All sockets listen by now, so that it does not matter who accepts when.
      for (int other : ranks.partners()) {
        if (other > rank) {
          ranks.links.put(other, call(rank, all[other].split(" ", -1)));
        }
      }
      while (ranks.links.size() < ranks.partners().size()) {
        ranks.accept(server, key);
      }
      return ranks;
    } catch (IOException | RuntimeException e) {
      ranks.close();
      throw e;
    }
  }

  /** The ranks that this one talks to. */
  private List<Integer> partners() {
    List<Integer> partners = new ArrayList<>();
    if (rank >= core) {
      return List.of(rank - core);
    }
    for (int bit = 1; bit < core; bit *= 2) {
      partners.add(rank ^ bit);
    }
    if (rank + core < count) {
      partners.add(rank + core);
    }
    return partners;
  }

  private static Link call(int rank, String[] address) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(address[0], Integer.parseInt(address[1])), CONNECT_MILLIS);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    out.write(HexFormat.of().parseHex(address[2]));
    out.writeInt(rank);
    return new Link(socket);
  }

  /** Takes a connection of a rank that knows the key; others are not ranks of this training. */
  private void accept(ServerSocket server, byte[] key) throws IOException {
    Socket socket = server.accept();
    try {
      socket.setSoTimeout(CONNECT_MILLIS);
      DataInputStream in = new DataInputStream(socket.getInputStream());
      if (MessageDigest.isEqual(key, in.readNBytes(KEY_BYTES))) {
        int other = in.readInt();
        if (partners().contains(other)) {
          links.put(other, new Link(socket));
          return;
        }
      }
      socket.close();
    } catch (EOFException e) {
      socket.close();
    }
  }

  int rank() {
    return rank;
  }

  int count() {
    return count;
  }

  private Link link(int other) {
    Link link = links.get(other);
    if (link == null) {
      throw new IllegalStateException("rank %d has no connection to rank %d".formatted(rank, other));
    }
    return link;
  }

  /**
   * Replaces numbers by their sums over all ranks.
   *
   * @param values as many on each rank
   * @throws LostRankException if another rank has ended
   */
  void sum(float[] values) {
    if (received.length < values.length) {
      received = new float[values.length];
    }
    try {
      if (rank >= core) {
        link(rank - core).send(values);
        link(rank - core).receive(values);
        return;
      }
      if (rank + core < count) {
        link(rank + core).exchange(values, 0, 0, received, 0, values.length);
        add(values, 0, values.length);
      }
      halve(values, 0, values.length, core / 2);
      if (rank + core < count) {
        link(rank + core).send(values);
      }
    } catch (IOException e) {
      throw new LostRankException(e);
    }
  }

  /** Sums a part of the numbers with a partner, each its half, and gives the halves to each other afterwards. */
  private void halve(float[] values, int from, int to, int bit) throws IOException {
    if (bit == 0) {
      return;
    }
    Link partner = link(rank ^ bit);
    int middle = from + (to - from) / 2;
    boolean low = (rank & bit) == 0;
    int mine = low ? from : middle;
    int end = low ? middle : to;
    int theirs = low ? middle : from;
    int length = to - from - (end - mine);
    partner.exchange(values, theirs, length, received, mine, end - mine);
    add(values, mine, end);
    halve(values, mine, end, bit / 2);
    partner.exchange(values, mine, end - mine, values, theirs, length);
  }

  private void add(float[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      values[i] += received[i];
    }
  }

  /**
   * Gives a message of rank 0 to all.
   *
   * @param message what rank 0 says; that of others is not used
   * @return what rank 0 said
   * @throws LostRankException if another rank has ended
   */
  byte[] fromFirst(byte[] message) {
    byte[] said = message;
    try {
      if (rank >= core) {
        return link(rank - core).receive();
      }
      for (int bit = 1; bit < core; bit *= 2) {
        if (rank < bit) {
          link(rank ^ bit).send(said);
        } else if (rank < 2 * bit) {
          said = link(rank ^ bit).receive();
        }
      }
      if (rank + core < count) {
        link(rank + core).send(said);
      }
      return said;
    } catch (IOException e) {
      throw new LostRankException(e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Link link : links.values()) {
      link.close();
    }
  }
}
