package dev.millrace.tables.trust;

import java.util.EnumMap;
import java.util.Map;

import dev.millrace.flow.evaluate.Estimate;
import dev.millrace.flow.random.Seed;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.ClassifierTest;
import dev.millrace.tables.measure.Closeness;
import dev.millrace.tables.measure.Copies;
import dev.millrace.tables.measure.Coverage;
import dev.millrace.tables.measure.Gower;
import dev.millrace.tables.measure.Membership;
import dev.millrace.tables.measure.MissingRates;
import dev.millrace.tables.measure.RowTransport;
import dev.millrace.tables.measure.Shape;
import dev.millrace.tables.measure.Trend;
import dev.millrace.tables.measure.Utility;

/** Measures sets of rows against the same training and test rows. */
final class TrustJudge {
  private final Table train;
  private final Table test;
  private final TrustPlan plan;
  private final Gower gower;
  private final double floorOfW1;
  private final double realScore;

  TrustJudge(Table train, Table test, TrustPlan plan) {
    this.train = train;
    this.test = test;
    this.plan = plan;
    gower = Gower.of(train, plan.ordered());
    floorOfW1 = w1(train, test).mean();
    realScore = score(train);
  }

  Gower gower() {
    return gower;
  }

  private Seed seed() {
    return plan.seed();
  }

  private Estimate w1(Table a, Table b) {
    return RowTransport.measure(gower, a, b, seed(), plan.threads()).value();
  }

  private double score(Table rows) {
    Integer label = plan.label();
    return train.width() < 2
        ? Double.NaN
        : (label == null
            ? Utility.measure(rows, test, seed(), plan.threads())
            : Utility.measure(rows, test, label, seed(), plan.threads())).score();
  }

  /**
   * What real rows reach: the training rows in the place of synthetic ones for quality, the test rows for privacy, as what
   * no one has learnt cannot be given away.
   */
  Candidate floor() {
    Map<Measure, Double> scores = new EnumMap<>(Measure.class);
    scores.put(Measure.W1, 1.0);
    scores.put(Measure.W1_TEST, floorOfW1);
    scores.put(Measure.COVERAGE, Coverage.measure(gower, test, train, seed(), plan.threads()));
    scores.put(Measure.C2ST, ClassifierTest.measure(test, train, seed(), plan.threads()).auc());
    scores.put(Measure.SCORE, realScore);
    scores.put(Measure.UTILITY, 1.0);
    addMarginals(scores, test);
    scores.put(Measure.W1_RATIO, 1.0);
    scores.put(Measure.DCR, 0.5);
    scores.put(Measure.COPIES, 100 * Copies.measure(train, test, test).natural());
    scores.put(Measure.MEMBERSHIP, 0.5);
    return new Candidate("floor", 0, scores, Double.NaN, 0);
  }

  Candidate judge(String name, int steps, Table rows, double seconds) {
    Map<Measure, Double> scores = new EnumMap<>(Measure.class);
    Estimate toTest = w1(rows, test);
    double toTrain = w1(rows, train).mean();
    scores.put(Measure.W1, toTest.mean() / floorOfW1);
    scores.put(Measure.W1_TEST, toTest.mean());
    scores.put(Measure.COVERAGE, Coverage.measure(gower, test, rows, seed(), plan.threads()));
    scores.put(Measure.C2ST, ClassifierTest.measure(test, rows, seed(), plan.threads()).auc());
    double score = score(rows);
    scores.put(Measure.SCORE, score);
    scores.put(Measure.UTILITY, realScore > 0 ? score / realScore : Double.NaN);
    addMarginals(scores, rows);
    scores.put(Measure.W1_TRAIN, toTrain);
    scores.put(Measure.W1_RATIO, toTrain / toTest.mean());
    scores.put(Measure.DCR,
        Closeness.measure(gower, train, test, rows, seed(), plan.threads()).share().mean());
    scores.put(Measure.COPIES, 100 * Copies.measure(train, test, rows).synthetic());
    scores.put(Measure.MEMBERSHIP, Membership.measure(gower, train, test, rows, seed(), plan.threads()).auc());
    return new Candidate(name, steps, scores, toTest.error(), seconds);
  }

  private void addMarginals(Map<Measure, Double> scores, Table rows) {
    scores.put(Measure.SHAPE, Shape.measure(train, rows).error());
    scores.put(Measure.TREND, Trend.measure(train, rows, Trend.Numeric.REAL_BINS, plan.threads()).error());
    scores.put(Measure.TREND_SDMETRICS,
        Trend.measure(train, rows, Trend.Numeric.SDMETRICS, plan.threads()).error());
    if (train.columns().stream().anyMatch(column -> column.missing() > 0)) {
      scores.put(Measure.MISSING, MissingRates.measure(train, rows).points());
    }
  }
}
