package dev.millrace.flow.data;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

class SourcesTests {
  @Test
  void everyNameLeadsToADistributionThatHasThisName() {
    for (String name : Distributions.names()) {
      assertEquals(name, Sources.named(name).flatMap(Sources::nameOf).orElseThrow());
    }
    for (Published published : Published.all()) {
      assertEquals(published.label(), Sources.named(published.label(), 9).flatMap(Sources::nameOf).orElseThrow());
    }
    Distribution gaussian = Sources.named(Sources.GAUSSIAN, 3).orElseThrow();
    assertEquals(3, gaussian.dim());
    assertEquals(Optional.of("gaussian"), Sources.nameOf(gaussian));
  }

  @Test
  void whatHasNoNameIsNotFound() {
    assertEquals(Optional.empty(), Sources.named("moon"));
    assertEquals(Optional.empty(), Sources.named("gaussian"));
    assertEquals(Optional.empty(), Sources.nameOf(new Empirical(new float[]{1, 2}, 1)));
  }
}
