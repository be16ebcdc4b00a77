package dev.millrace.tables.trust;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.millrace.runs.work.Caller;
import dev.millrace.runs.work.Work;
import dev.millrace.tables.data.Column;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.measure.Baseline;
import dev.millrace.tables.measure.NearPairs;
import dev.millrace.tables.measure.Shape;
import dev.millrace.tables.measure.Trend;

/**
 * How far the rows of a table flow can be trusted: quality and privacy by number of steps, beside real rows and cheap
 * methods. W1 alone rewards copying: a method that repeats training rows with small changes has a W1 below that of real
 * rows. So W1 stands beside the ratio of W1 to training and test rows and the share nearer to training rows, and gates
 * for privacy look at these together.
 *
 * @param name of the data
 * @param plan what was measured
 * @param train the training rows
 * @param test real rows that were not learnt from
 * @param sample the synthetic rows with the main number of steps
 * @param floor what real rows reach
 * @param flow the flow by number of steps, in ascending order
 * @param baselines the cheap methods; may be empty
 * @param shape how well the columns of {@code sample} are distributed
 * @param trend how well its pairs of columns are distributed
 * @param nearest the synthetic rows that come nearest to training rows, with these
 */
public record TrustReport(String name, TrustPlan plan, Table train, Table test, Table sample, Candidate floor,
    List<Candidate> flow, List<Candidate> baselines, Shape shape, Trend trend, List<NearPairs.Pair> nearest) {
  private static final int NEAREST = 5;

  /** Copies the lists. */
  public TrustReport {
    flow = List.copyOf(flow);
    baselines = List.copyOf(baselines);
    nearest = List.copyOf(nearest);
  }

  /**
   * Measures a flow.
   *
   * @param name of the data
   * @param train the rows that the flow has learnt from
   * @param test real rows that it has not learnt from, at least 3, with the same columns
   * @param source draws rows of the flow
   * @param plan what to measure
   * @param caller hears of the progress
   * @return the report
   */
  public static TrustReport measure(String name, Table train, Table test, TrustSource source, TrustPlan plan,
      Caller caller) {
    List<Integer> steps = plan.allSteps();
    List<Baseline> methods = plan.baselines() ? List.of(Baseline.values()) : List.of();
    List<Candidate> flow = new ArrayList<>();
    List<Candidate> baselines = new ArrayList<>();
    try (Work work = caller.begin("measuring", steps.size() + methods.size() + 1)) {
      TrustJudge judge = new TrustJudge(train, test, plan);
      Candidate floor = judge.floor();
      int done = 1;
      work.at(done, "real rows");
      Table main = train;
      for (int number : steps) {
        long start = System.nanoTime();
        Table rows = source.sample(number, plan.count(), plan.seed());
        double seconds = (System.nanoTime() - start) / 1e9;
        main = number == plan.mainSteps() ? rows : main;
        flow.add(judge.judge(steps(number), number, rows, seconds));
        work.at(++done, steps(number));
      }
      for (Baseline method : methods) {
        baselines.add(judge.judge(method.title(), 0, method.sample(train, plan.label(), plan.count(), plan.seed()), 0));
        work.at(++done, method.title());
      }
      return new TrustReport(name, plan, train, test, main, floor, flow, baselines, Shape.measure(train, main),
          Trend.measure(train, main, Trend.Numeric.REAL_BINS, plan.threads()),
          NearPairs.of(judge.gower(), train, main, NEAREST, plan.seed(), plan.threads()));
    }
  }

  private static String steps(int number) {
    return number == 1 ? "1 step" : number + " steps";
  }

  /** {@return the figures of the main number of steps} */
  public Candidate main() {
    return flow.stream().filter(of -> of.steps() == plan.mainSteps()).findFirst().orElseThrow();
  }

  /** {@return the fewest steps whose quality is about that of the best, in W1, marginals and the classifier} */
  public int sufficientSteps() {
    return flow.stream().filter(of -> isNear(of, Measure.W1, 0.03) && isNear(of, Measure.C2ST, 0.03)
        && isNear(of, Measure.SHAPE, 1)).mapToInt(Candidate::steps).findFirst().orElse(plan.mainSteps());
  }

  private boolean isNear(Candidate one, Measure measure, double margin) {
    double best = flow.stream().mapToDouble(of -> of.get(measure)).min().orElse(Double.NaN);
    return !(one.get(measure) > best + margin);
  }

  /** {@return the verdict: up to ten sentences in plain words} */
  public List<String> verdict() {
    return new Verdict(this).lines();
  }

  /** {@return the figures as text for a terminal, of at most 80 columns} */
  public String text() {
    return new TrustText(this).text();
  }

  /** {@return the figures as they are written to {@code evaluation.json}} */
  public Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sentence", verdict().getFirst());
    json.put("verdict", verdict());
    json.put("metric", "trust");
    json.put("mainSteps", plan.mainSteps());
    json.put("sufficientSteps", sufficientSteps());
    json.put("trainRows", train.rows());
    json.put("testRows", test.rows());
    json.put("count", plan.count());
    json.put("seed", plan.seed().value());
    if (plan.label() != null) {
      json.put("label", train.column(plan.label()).name());
    }
    json.put("rows", flow.stream().map(Candidate::toJson).toList());
    json.put("trustFloor", floor.toJson());
    json.put("baselines", baselines.stream().map(Candidate::toJson).toList());
    json.put("columnErrors", columnErrors());
    json.put("pairErrors", pairErrors());
    json.put("columnNames", train.columns().stream().map(Column::name).toList());
    json.put("nearest", nearest.stream().map(pair -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("distance", pair.distance());
      row.put("synthetic", pair.synthetic());
      row.put("train", pair.train());
      return row;
    }).toList());
    return json;
  }

  private List<Map<String, Object>> columnErrors() {
    return IntStream.range(0, train.width()).filter(c -> Double.isFinite(shape.similarity()[c])).mapToObj(c -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("column", train.column(c).name());
      row.put("shape", 100 * (1 - shape.similarity()[c]));
      return row;
    }).toList();
  }

  private List<Map<String, Object>> pairErrors() {
    return WorstPairs.of(trend, 10).stream().map(pair -> {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("a", train.column(pair.a()).name());
      row.put("b", train.column(pair.b()).name());
      row.put("trend", 100 * pair.error());
      row.put("real", trend.real()[pair.a()][pair.b()]);
      row.put("synthetic", trend.synthetic()[pair.a()][pair.b()]);
      row.values().removeIf(value -> value instanceof Double number && !Double.isFinite(number));
      return row;
    }).toList();
  }
}
