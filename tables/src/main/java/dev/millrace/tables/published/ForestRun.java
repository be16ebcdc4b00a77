package dev.millrace.tables.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.run.Build;
import dev.millrace.flow.train.TrainingOptions;
import dev.millrace.runs.published.MeasuredCells;
import dev.millrace.runs.published.MeasuredCells.Cell;
import dev.millrace.runs.work.Caller;
import dev.millrace.tables.data.Table;
import dev.millrace.tables.model.SampleOptions;
import dev.millrace.tables.model.TableModel;
import dev.millrace.tables.relations.Relations;
import dev.millrace.tables.train.TableOptions;
import tools.jackson.databind.JsonNode;

/**
 * Trains on the sets of ForestDiffusion as {@code train} does, draws as many rows as were learnt, and measures them. A cell
 * is a set, a split and a seed; another one for each split measures the training rows themselves, the floor. Cells run in
 * parallel, with one thread each.
 */
public final class ForestRun {
  private static final String SECONDS = "seconds";
  private static final String AT = "at";

  private final ForestOptions options;
  private final Path out;
  private final Caller caller;

  /**
   * Prepares the run.
   *
   * @param options what is trained
   * @param out the folder of the cells
   * @param caller hears the progress and may cancel the work
   */
  public ForestRun(ForestOptions options, Path out, Caller caller) {
    this.options = options;
    this.out = out;
    this.caller = caller;
  }

  /**
   * Measures the cells that are missing in the folder.
   *
   * @param atOnce the most cells that are measured at a time
   * @return the figures of all cells
   * @throws InvalidInputException if the data are not there or not in order, before the work
   * @throws IOException if reading or writing fails
   */
  public ForestTable run(int atOnce) throws IOException {
    List<ForestSet> sets = ForestSet.read(options.data(), options.sets(), caller);
    List<Cell> cells = new ArrayList<>();
    for (ForestSet set : sets) {
      for (int split = 0; split < ForestSet.SPLITS; split++) {
        cells.add(floor(set, split));
        for (int seed = 0; seed < options.seeds(); seed++) {
          cells.add(trained(set, split, seed));
        }
      }
    }
    List<JsonNode> figures = MeasuredCells.run(out, cells, atOnce, caller);
    return table(sets, figures.iterator());
  }

  private ForestTable table(List<ForestSet> sets, Iterator<JsonNode> figures) {
    List<ForestTable.Floor> floors = new ArrayList<>();
    List<ForestTable.Drawn> drawn = new ArrayList<>();
    for (ForestSet set : sets) {
      for (int split = 0; split < ForestSet.SPLITS; split++) {
        floors.add(new ForestTable.Floor(set.name(), ForestFigures.of(figures.next())));
        for (int seed = 0; seed < options.seeds(); seed++) {
          JsonNode cell = figures.next();
          for (int steps : options.at()) {
            JsonNode rows = cell.path(AT).path(Integer.toString(steps));
            drawn.add(new ForestTable.Drawn(set.name(), seed, steps, ForestFigures.of(rows),
                cell.path(SECONDS).asDouble(), rows.path(SECONDS).asDouble()));
          }
        }
      }
    }
    return new ForestTable(options, sets.stream().map(ForestSet::name).toList(), floors, drawn);
  }

  private static Cell floor(ForestSet set, int number) {
    ForestSplit split = set.splits().get(number);
    return new Cell("%s/split-%d-floor".formatted(set.name(), number), Map.of("data", set.hash()),
        _ -> ForestFigures.measure(split, split.train()).toMap());
  }

  private Cell trained(ForestSet set, int number, int seed) {
    ForestSplit split = set.splits().get(number);
    TableOptions usual = TableOptions.defaults(split.train().rows(), split.label() >= 0);
    TrainingOptions training = usual.training().withSeed(seed).withThreads(1);
    TableOptions all = usual
        .withTraining(options.steps() == null ? training : training.withSteps(options.steps()));
    return new Cell("%s/split-%d-seed-%d".formatted(set.name(), number, seed), described(set, all),
        check -> measured(split, all, check));
  }

  private Map<String, Object> described(ForestSet set, TableOptions all) {
    TrainingOptions training = all.training();
    return Map.ofEntries(Map.entry("version", Build.version()), Map.entry("data", set.hash()),
        Map.entry(AT, options.at()), Map.entry("hidden", all.hidden()), Map.entry("layers", all.layers()),
        Map.entry("pool", all.pool()), Map.entry("shown", List.of(all.shares().label(), all.shares().some())),
        Map.entry("steps", training.steps()), Map.entry("batch", training.batch()), Map.entry("ema", training.ema()),
        Map.entry("learning-rate", training.learningRate().peak()));
  }

  private Map<String, Object> measured(ForestSplit split, TableOptions all, Runnable check) {
    Table train = split.train();
    long start = System.nanoTime();
    Relations relations = Relations.find(train, split.label());
    TableModel model = TableModel.train(train, split.label(), relations, all, _ -> check.run());
    double seconds = secondsSince(start);
    Map<String, Object> rows = new HashMap<>();
    for (int steps : options.at()) {
      check.run();
      long from = System.nanoTime();
      Table drawn = model.sample(train.rows(),
          new SampleOptions(all.training().seed(), 0, steps, false, 1));
      double sampling = secondsSince(from);
      Map<String, Object> figures = new HashMap<>(ForestFigures.measure(split, drawn).toMap());
      figures.put(SECONDS, sampling);
      rows.put(Integer.toString(steps), figures);
    }
    return Map.of(SECONDS, seconds, AT, rows);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }
}
