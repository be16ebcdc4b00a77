package dev.millrace.cli;

import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** The studio in a browser: two fingers, and browsers without a clipboard. */
@ExtendWith(StudioSite.Shared.class)
class StudioTouchTests {
  private static StudioSite site;

  @BeforeAll
  static void start(StudioSite shared) {
    site = shared;
  }

  /** Sends what fingers do: where each of them is, in pixels of the page; none of them is up. */
  private static void touch(CDPSession session, String what, double... xy) {
    JsonArray points = new JsonArray();
    for (int i = 0; i < xy.length; i += 2) {
      JsonObject point = new JsonObject();
      point.addProperty("x", xy[i]);
      point.addProperty("y", xy[i + 1]);
      point.addProperty("id", i / 2);
      points.add(point);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", what);
    event.add("touchPoints", points);
    session.send("Input.dispatchTouchEvent", event);
  }

  /** Two fingers that lie 80 pixels apart move away from each other, or towards each other, by the same number of pixels. */
  private static void pinch(StudioWindow window, boolean upright, double by) {
    BoundingBox box = window.page().locator("#cells canvas").first().boundingBox();
    double x = box.x + box.width / 2;
    double y = box.y + box.height / 2;
    CDPSession session = window.page().context().newCDPSession(window.page());
    for (int i = 0; i <= 8; i++) {
      double half = 40 + by * i / 8;
      double[] fingers = upright ? new double[]{x, y - half, x, y + half} : new double[]{x - half, y, x + half, y};
      if (i == 0) {
        touch(session, "touchStart", fingers[0], fingers[1]);
      }
      touch(session, i == 0 ? "touchStart" : "touchMove", fingers);
    }
    touch(session, "touchEnd");
    session.detach();
  }

  @Test
  void twoFingersZoomThePlotAndOneDraws() {
    try (StudioWindow window = site.open(site.address(),
        StudioSite.size(360, 740).setDeviceScaleFactor(2).setHasTouch(true).setIsMobile(true))) {
      for (boolean upright : new boolean[]{false, true}) {
        double half = window.number("studio.scene.view.half");
        double x = window.number("studio.scene.view.x");
        double scrolled = window.number("scrollY");
        pinch(window, upright, 40);
        // Twice as far apart is twice as large, and the middle between the fingers stays where it is.
        assertEquals(half / 2, window.number("studio.scene.view.half"), 0.03 * half);
        assertEquals(x, window.number("studio.scene.view.x"), 0.05 * half);
        pinch(window, upright, -20);
        assertEquals(half, window.number("studio.scene.view.half"), 0.06 * half);
        assertEquals(1, window.number("visualViewport.scale"), "the page itself is not zoomed");
        assertEquals(scrolled, window.number("scrollY"));
        window.page().evaluate("studio.set({view: null})");
      }
      window.beginDrawing();
      pinch(window, true, 40);
      assertEquals(0, window.number("studio.state.data.marks.length"), "two fingers draw nothing");
      BoundingBox box = window.page().locator("#cells canvas").boundingBox();
      window.page().touchscreen().tap(box.x + box.width / 2, box.y + box.height / 2);
      window.until("studio.state.data.marks.length === 1 && studio.preview.data.values.length > 0");
      window.requireQuiet();
    }
  }

  @Test
  void linksAreCopiedWithoutAClipboardToo() {
    Browser.NewContextOptions options = StudioSite.size(1280, 800)
        .setPermissions(List.of("clipboard-read", "clipboard-write"));
    try (StudioWindow window = site.open(site.address(), options)) {
      window.page().evaluate("""
          globalThis.real = navigator.clipboard;
          Object.defineProperty(navigator, 'clipboard', {value: undefined});""");
      window.page().click("#link");
      window.until("document.getElementById('figures').innerText.includes('The link is copied.')");
      assertEquals(window.page().url(), window.text("real.readText()"));
      assertEquals("link", window.text("document.activeElement.id"));
      window.openTyped();
      Locator panel = window.panel("keep");
      panel.locator("button", new Locator.LocatorOptions().setHasText("Copy")).first().click();
      panel.getByText("Copied.").first().waitFor();
      assertEquals(panel.locator("pre").first().textContent(), window.text("real.readText()"));
      window.page().evaluate("document.execCommand = () => false");
      panel.locator("button", new Locator.LocatorOptions().setHasText("Copy")).first().click();
      panel.getByText("Selected: press Ctrl C.").waitFor();
      assertEquals(panel.locator("pre").first().textContent(), window.text("getSelection().toString().trim()"));
      window.page().click("#link");
      window.until("document.getElementById('figures').innerText.includes('The link is in the address bar.')");
      window.requireQuiet();
    }
  }
}
