package dev.millrace.flow.random;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SeedTests {
  @Test
  void theSameDerivationGivesTheSameNumbers() {
    var a = new Seed(7).generator(Seed.Purpose.DATA, 3, 1);
    var b = new Seed(7).generator(Seed.Purpose.DATA, 3, 1);
    for (int i = 0; i < 100; i++) {
      assertEquals(a.nextLong(), b.nextLong());
    }
  }

  @Test
  void streamsOfNeighbouringSeedsPurposesStepsAndChunksShareNoNumber() {
    Set<Long> seen = new HashSet<>();
    int drawn = 0;
    for (long seed = -2; seed <= 2; seed++) {
      for (var purpose : Seed.Purpose.values()) {
        for (long index = 0; index < 10; index++) {
          for (long chunk = 0; chunk < 10; chunk++) {
            var g = new Seed(seed).generator(purpose, index, chunk);
            for (int i = 0; i < 20; i++, drawn++) {
              seen.add(g.nextLong());
            }
          }
        }
      }
    }
    assertEquals(drawn, seen.size());
  }
}
