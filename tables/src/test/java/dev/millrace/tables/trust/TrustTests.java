package dev.millrace.tables.trust;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.runs.page.ReportPage;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.Sets;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.Baseline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TrustTests {
  private static final Seed SEED = new Seed(1);

  private static TrustReport report(TrustSource source, int... steps) {
    Sets.Split split = Sets.split("iris", 0);
    TrustPlan plan = new TrustPlan(IntStream.of(steps).boxed().toList(), steps[steps.length - 1], 120, 4, Set.of(),
        false,
        SEED, 2);
    return TrustReport.measure("iris", split.train(), split.test(), source, plan, Caller.silent());
  }

  private static TrustSource copying() {
    Table train = Sets.split("iris", 0).train();
    return (_, count, _) -> train.rows(IntStream.range(0, count).map(i -> i % train.rows()).toArray());
  }

  private static TrustSource drawnFrom(Baseline baseline) {
    Table train = Sets.split("iris", 0).train();
    return (steps, count, seed) -> (steps == 1 ? Baseline.INDEPENDENT : baseline).sample(train, 4, count, seed);
  }

  /** W1 of copies is that of real rows, so that quality passes; privacy must not. */
  @Test
  void copiesPassQualityAndFailPrivacy() {
    TrustReport report = report(copying(), 4);
    assertTrue(Gates.parse("quality").failures(report).isEmpty());
    Set<Measure> failed = Gates.parse("privacy").failures(report).stream().map(of -> of.gate().measure())
        .collect(Collectors.toSet());
    assertTrue(failed.containsAll(Set.of(Measure.W1_RATIO, Measure.COPIES, Measure.MEMBERSHIP)), failed::toString);
    assertEquals(1, report.main().get(Measure.W1), 1e-12);
    assertEquals(0, report.main().get(Measure.W1_RATIO), 1e-12);
    assertTrue(report.verdict().getFirst().contains("too near to training rows"));
  }

  @Test
  void independentColumnsFailQualityAndPassPrivacy() {
    TrustReport report = report(drawnFrom(Baseline.INDEPENDENT), 1);
    assertTrue(Gates.parse("privacy").failures(report).isEmpty());
    assertTrue(Gates.parse("quality").failures(report).size() >= 4);
  }

  @Test
  void saysNothingOfFewerStepsThanWereMeasured() {
    Sets.Split split = Sets.split("iris", 0);
    TrustPlan plan = new TrustPlan(List.of(4, 8), 4, 120, 4, Set.of(), false, SEED, 2);
    TrustReport report = TrustReport.measure("iris", split.train(), split.test(), copying(), plan, Caller.silent());
    assertEquals("Fewer steps were not measured.", report.verdict().getLast());
  }

  @Test
  void textFitsAndFiguresDoNotDependOnThreads() {
    TrustReport report = report(drawnFrom(Baseline.SMOTE), 1, 8);
    assertTrue(report.text().lines().allMatch(line -> line.length() <= 80));
    assertTrue(report.verdict().size() <= 10);
    assertEquals(8, report.sufficientSteps());
    JsonNode json = JsonMapper.shared().valueToTree(report.toJson());
    assertEquals(2, json.path("rows").size());
    assertEquals(report.main().get(Measure.C2ST), json.path("rows").path(1).path("c2st").asDouble());
    assertEquals(5, json.path("columnErrors").size());
    assertTrue(TrustContent.isIn(json));
    String page = new ReportPage("iris", List.of(new ReportPage.Section("Trust", TrustContent.of(json)))).toHtml();
    assertTrue(page.contains("W1 alone rewards copying") && page.contains("sepal") && !page.contains("NaN"), page);
    assertEquals(List.of("columns", "pairs", "steps"), List.copyOf(TrustPictures.of(report).keySet()));
    TrustPictures.of(report).values().forEach(picture -> assertTrue(picture.svg().contains("iris")));
    TrustPlan plan = report.plan();
    TrustReport again = TrustReport.measure("iris", report.train(), report.test(), drawnFrom(Baseline.SMOTE),
        new TrustPlan(List.of(), 8, plan.count(), plan.label(), plan.ordered(), false, SEED, 1), Caller.silent());
    assertEquals(report.main().scores(), again.main().scores());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|',
      value = {"quality:c2st<=0.6|C2ST|0.6", "c2st<.6|C2ST|0.6", "privacy:w1ratio >= 60%|W1_RATIO|0.6",
          "quality:shape<=2%|SHAPE|2", "privacy:tr/te>=.5|W1_RATIO|.5", "member<=.6|MEMBERSHIP|.6",
          " quality : W1 ≤ 1.1|W1|1.1"})
  void gatesAreRead(String text, Measure measure, double limit) {
    Gate gate = Gates.parse(text).gates().getFirst();
    assertEquals(measure, gate.measure());
    assertEquals(limit, gate.limit(), 1e-12);
    assertEquals(text.contains("<."), gate.strict());
  }

  @Test
  void aFamilyStandsForItsUsualGates() {
    assertEquals(UsualLimits.QUALITY.size() + UsualLimits.PRIVACY.size() + 1,
        Gates.parse("quality,privacy,dcr<=.55").gates().size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "qualty", "quality:c2st", "quality:dcr<=.5", "quality:c2st>=.5", "quality:c2zt<=.5",
      "quality:c2st<=1e", "quality,", "coverage<=.5"})
  void wrongGatesAreNamed(String text) {
    assertTrue(
        assertThrows(InvalidInputException.class, () -> Gates.parse(text)).getMessage().startsWith("`fail-on` "));
  }

  @Test
  void aMisspeltMeasureGetsAHint() {
    assertTrue(assertThrows(InvalidInputException.class, () -> Gates.parse("quality:c2zt<=.5")).getMessage()
        .endsWith("did you mean c2st?"));
  }
}
