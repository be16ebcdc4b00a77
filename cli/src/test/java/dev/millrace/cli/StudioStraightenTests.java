package dev.millrace.cli;

import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** The studio in a browser: steps side by side, and flows before and after they are straightened. */
@ExtendWith(StudioSite.Shared.class)
class StudioStraightenTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  private static void straighten(StudioWindow window, String button, int runs) {
    window.until("!document.getElementById('%s').disabled".formatted(button));
    window.page().click("#" + button);
    window.until("studio.state.chain.length === " + runs);
    window.untilTrained();
    window.until("document.querySelectorAll('.rounds tbody td').length === " + 4 * runs
        + " && !document.querySelector('.rounds').innerText.includes('…')");
  }

  private static double cell(StudioWindow window, int flow, int column) {
    List<String> cells = window.panel("straighten").locator(".rounds tbody td").allTextContents();
    return Double.parseDouble(cells.get(4 * flow + column).replace(",", "").replace("< ", ""));
  }

  @Test
  void reflowStraightensAgainAndDistillingTakesTheWholeWay() {
    try (StudioWindow window = site.open()) {
      window.openTyped();
      window.enter("straighten", "Pairs", "1000");
      window.enter("straighten", "Steps", "300");
      straighten(window, "straighten", 2);
      assertEquals(2, window.page().locator("#cells canvas").count());
      assertTrue(window.page().locator("figcaption").first().textContent().startsWith("before, 1 step"));
      assertTrue(window.page().locator("figcaption").last().textContent().startsWith("after, 1 step"));
      window.until("/^after.*W2 [0-9.]+$/.test(document.querySelectorAll('figcaption')[1].textContent)");
      // The columns are S, W2 of 1 step, W2 of 100 steps, and crossings: all but the third are to become less.
      for (int column : new int[]{0, 1, 3}) {
        assertTrue(cell(window, 1, column) < cell(window, 0, column), "column " + column);
      }
      window.picture("straightened");
      window.view("Steps side by side");
      window.until("document.querySelectorAll('#cells canvas').length === 10");
      window.settle();
      window.picture("straightened-steps");
      assertEquals("Straighten again", window.page().textContent("#straighten"));
      straighten(window, "straighten", 3);
      assertTrue(cell(window, 2, 0) < cell(window, 0, 0), "S after two rounds");
      straighten(window, "distil", 4);
      // What was distilled is for one step only, which is as good as the teacher's.
      assertTrue(cell(window, 3, 1) < cell(window, 0, 1), "W2 of one step");
      assertEquals(List.of("trained", "reflow 1", "reflow 2", "distilled"),
          window.panel("straighten").locator(".rounds tbody th").allTextContents());
      window.picture("distilled");
      window.requireQuiet();
    }
  }

  @Test
  void stepsStandSideBySideEachWithItsDistance() {
    try (StudioWindow window = site.open()) {
      window.openTyped();
      window.view("Steps side by side");
      window.until("[...document.querySelectorAll('figcaption')].filter(each => /W2 [0-9.]+$/.test(each.textContent))"
          + ".length === 5");
      window.settle();
      List<String> captions = window.page().locator("figcaption").allTextContents();
      assertEquals(6, captions.size());
      assertEquals("data", captions.getLast());
      int[] counts = {1, 2, 4, 8, 100};
      double[] distances = new double[5];
      for (int i = 0; i < 5; i++) {
        String name = counts[i] == 1 ? "1 step" : counts[i] + " steps";
        assertTrue(captions.get(i).matches(name + "W2 \\d+\\.\\d+"), captions.get(i));
        distances[i] = Double.parseDouble(captions.get(i).replaceAll(".*W2 ", ""));
      }
      assertTrue(distances[4] < distances[0], captions.toString());
      window.picture("steps");
      window.requireQuiet();
    }
  }

  @Test
  void aPageThatIsLoadedAgainFollowsAReflowThatIsBeingPrepared() {
    try (StudioWindow window = site.open()) {
      window.openTyped();
      window.enter("straighten", "Pairs", "1000000");
      window.page().click("#straighten");
      window.until("studio.state.chain.length === 2");
      String run = window.run();
      window.until("studio.training.phase === 'preparing'");
      window.page().evaluate("studio.store.write()");
      window.reload();
      assertEquals("typed " + run, window.text("studio.state.chain.join(' ')"));
      window.until("studio.training.phase === 'preparing' && studio.training.work?.total > 0");
      assertEquals("true", window.text("document.getElementById('trouble').hidden"));
      window.panel("keep");
      window.until("document.querySelector(`[data-run='" + run + "']`)?.closest('tr').innerText.includes('preparing')");
      window.picture("reflow-followed");
      window.page().click("#reset");
      window.until("studio.training.phase === 'idle'");
      window.until(
          "(await fetch('/studio/api/start').then(answer => answer.json()).then(start => start.running.length === 0))");
      window.requireQuiet();
    }
  }

  @Test
  void whatAnotherPageStopsWhileItIsBeingPreparedCannotGoOn() {
    try (StudioWindow first = site.open(); StudioWindow second = site.open()) {
      first.openTyped();
      first.enter("straighten", "Pairs", "1000000");
      first.page().click("#straighten");
      first.until("studio.training.phase === 'preparing'");
      second.open(first.run());
      second.until("studio.training.phase === 'preparing' && studio.training.work?.total > 0");
      first.page().click("#reset");
      second.until("studio.training.phase === 'failed'");
      second.page().getByText("It was stopped before there was anything to go on from.").first().waitFor();
      assertEquals("Train again", second.page().textContent("#go"));
      assertEquals("typed", second.run(), "the flow that was to be straightened");
      first.requireQuiet();
      second.requireOnly("error on the console: Failed to load resource.*|404 for .*/api/runs/typed-reflow.*");
    }
  }

  @Test
  void theFlowsBeforeARunThatIsNotThereAreKept() {
    try (StudioWindow window = site.open()) {
      window.page().evaluate(
          """
              (async () => {
                history.replaceState(null, '', '#' + await (await import('/studio/compress.js')).toText({chain: ['typed', 'typed-reflow-77'], mode: 'both'}));
                await studio.open();
              })()""");
      window.settle();
      assertEquals("typed", window.text("studio.state.chain.join(' ')"));
      assertEquals("done", window.text("studio.training.phase"));
      assertEquals(
          "The run typed-reflow-77 of this link is not in this folder. The flow before it is shown.",
          window.page().textContent("#trouble span"));
      window.requireOnly("error on the console: Failed to load resource.*|404 for .*/api/runs/typed-reflow-77");
    }
  }
}
