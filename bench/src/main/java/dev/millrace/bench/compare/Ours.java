package dev.millrace.bench.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.net.VelocityMlp;
import dev.millrace.flow.random.Seed;
import tools.jackson.databind.json.JsonMapper;

/**
 * Millrace as a contestant: a process that answers lines, as {@code bench/peers/protocol.py} describes. Arguments: the
 * folder of shared files, the repository's root, the number of threads.
 */
final class Ours {
  private static final double WARM_UP_SECONDS = 4;
  private static final double ROUND_SECONDS = 0.5;

  private Ours() {
  }

  public static void main(String[] args) throws IOException {
    OurWork ours = new OurWork(Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[2]));
    Map<String, Work> ready = new HashMap<>();
    String engine = VelocityMlp.random(new MlpShape(2, 16, 1, 1), new Seed(0)).engine();
    say(Map.of("versions", Map.of("Millrace", engine)));
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      try {
        say(answer(line.split(" "), ours, ready));
      } catch (Exception e) {
        say(Map.of("skip", String.valueOf(e.getMessage())));
      }
    }
  }

  private static Map<String, ?> answer(String[] words, OurWork ours, Map<String, Work> ready) throws Exception {
    String key = words[1] + " " + words[2];
    if (words[0].equals("prepare")) {
      if (ready.keySet().stream().noneMatch(other -> other.startsWith(words[1] + " "))) {
        ready.clear();
      }
      Case one = Case.named(words[1]).orElseThrow();
      Work work = ours.of(one, words[2]);
      ready.put(key, work);
      // Work that starts a new process has nothing to warm up in this one.
      if (one != Case.COLD_START) {
        work.measure(WARM_UP_SECONDS);
      }
      long start = System.nanoTime();
      work.measure(0);
      return Map.of("first", (System.nanoTime() - start) * 1e-9 / Work.LEAST_REPEATS, "note", "");
    }
    Work work = ready.get(key);
    if (work == null) {
      throw new IllegalStateException(key + " was not prepared");
    }
    Work.Measured measured = work.measure(ROUND_SECONDS);
    return Map.of("seconds", measured.seconds(), "value", measured.value(), "note", measured.note());
  }

  private static void say(Map<String, ?> answer) {
    System.out.println(JsonMapper.shared().writeValueAsString(answer));
  }
}
