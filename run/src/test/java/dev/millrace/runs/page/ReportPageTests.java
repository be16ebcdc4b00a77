package dev.millrace.runs.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import dev.millrace.plot.Limits;
import dev.millrace.plot.Panel;
import dev.millrace.plot.Pictures;
import dev.millrace.runs.page.ReportPage.Content;
import dev.millrace.runs.page.ReportPage.Definitions;
import dev.millrace.runs.page.ReportPage.KeyValues;
import dev.millrace.runs.page.ReportPage.Picture;
import dev.millrace.runs.page.ReportPage.Section;
import dev.millrace.runs.page.ReportPage.Table;
import dev.millrace.runs.page.ReportPage.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ReportPageTests {
  private static final String HOSTILE = "</p><script>alert('x')</script> \"quoted\" & <b>bold</b> ]]> \u0001 é 🌊";
  private static final String HOSTILE_SHOWN = HOSTILE.replace('\u0001', '\uFFFD');

  private static Document parse(String html) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder()
          .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static List<String> texts(Document page, String name) {
    return elements(page, name).stream().map(Element::getTextContent).toList();
  }

  private static Document page(Content... content) {
    return parse(new ReportPage("Title", List.of(new Section("Heading", List.of(content)))).toHtml());
  }

  @Test
  void hostileTextIsShownAsItIsEverywhere() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put(HOSTILE, HOSTILE);
    Document page = parse(new ReportPage(HOSTILE, List.of(new Section(HOSTILE, List.of(new Text(HOSTILE),
        new KeyValues(values), new Definitions(values),
        new Table(List.of(HOSTILE), List.of(List.of(HOSTILE)), List.of(0)),
        new Picture("image/png", new byte[]{1}, HOSTILE, HOSTILE))))).toHtml());
    for (String name : List.of("title", "h1", "h2", "p", "th", "td", "figcaption")) {
      assertEquals(List.of(HOSTILE_SHOWN), texts(page, name), name);
    }
    for (String name : List.of("dt", "dd")) {
      assertEquals(List.of(HOSTILE_SHOWN, HOSTILE_SHOWN), texts(page, name), name);
    }
    assertEquals(HOSTILE_SHOWN, elements(page, "img").getFirst().getAttribute("alt"));
    assertEquals(0, elements(page, "script").size() + elements(page, "b").size());
  }

  @Test
  void picturesAreInsideBitForBitAndNothingIsAskedForFromElsewhere() {
    byte[] bytes = new byte[1000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    var content = new ReportPage("T", List.of(new Section("", List.of(new Picture("image/gif", bytes, "", "alt")))));
    Document page = parse(content.toHtml());
    String source = elements(page, "img").getFirst().getAttribute("src");
    String prefix = "data:image/gif;base64,";
    assertTrue(source.startsWith(prefix));
    assertArrayEquals(bytes, Base64.getDecoder().decode(source.substring(prefix.length())));
    String rest = content.toHtml().replace(source, "").toLowerCase(Locale.ROOT);
    for (String outside : List.of("http", "//", "url(", "@import", "<link", "<script", "src=\"\" src")) {
      assertFalse(rest.contains(outside), outside);
    }
    assertEquals(0, elements(page, "figcaption").size() + elements(page, "h2").size(), "empty texts take no room");
  }

  @Test
  void broadPicturesTakeBothColumnsAndNoneIsShrunkUntilItCannotBeRead() {
    var narrow = picture(Pictures.scatter("narrow", new float[]{0, 0}, new Limits(-1, 1, -1, 1)));
    var broad = picture(Pictures.steps("broad", Collections.nCopies(4, new Panel("", new float[0])), new float[0],
        new Limits(-1, 1, -1, 1)));
    Document page = page(new Text("above"), narrow, broad, new Text("below"));
    List<Element> figures = elements(page, "figure");
    assertEquals(List.of("", "broad"), figures.stream().map(f -> f.getAttribute("class")).toList());
    assertTrue(figures.stream().allMatch(f -> ((Element) f.getParentNode()).getAttribute("class").equals("pictures")));
    Element image = elements(page, "img").getLast();
    double least = Double.parseDouble(image.getAttribute("style").replaceAll("[^0-9]", ""));
    assertTrue(least >= 0.5 * 1400 && least <= 1400, image.getAttribute("style"));
    assertTrue(image.getAttribute("src").startsWith("data:image/svg+xml;base64,"));
    assertEquals(List.of("above", "below"), texts(page, "p"));
  }

  private static Picture picture(dev.millrace.plot.Picture drawing) {
    return new Picture("image/svg+xml", drawing.svg().getBytes(StandardCharsets.UTF_8), "", "");
  }

  @Test
  void numbersStandToTheRightAndTheLeastIsMarkedWhereLessIsBetter() {
    var table = new Table(List.of("solver", "NFE", "W2", "loss", "data"),
        List.of(List.of("euler", "1", "0.7100 ± 0.0120", "1,234.5", "8gaussians"),
            List.of("heun", "100", "0.0800 ± 0.0021", "–", "moons"), List.of("rk4", "4", "NaN", "−3e-4", "")),
        List.of(2, 3, 4));
    Document page = page(table);
    assertEquals(List.of("", "number", "number", "number", ""),
        elements(page, "th").stream().map(cell -> cell.getAttribute("class")).toList());
    List<Element> cells = elements(page, "td");
    assertEquals(15, cells.size());
    assertEquals("number", cells.get(5 + 2).getAttribute("class"));
    assertEquals(List.of("0.0800 ± 0.0021", "−3e-4"), texts(page, "strong"));
    assertThrows(IllegalArgumentException.class,
        () -> new Table(List.of("a", "b"), List.of(List.of("1")), List.of()));
  }

  @Test
  void sectionsKeepTheirOrderAndAFileHoldsThePage(@TempDir Path folder) throws IOException {
    List<Section> sections = new ArrayList<>();
    for (String heading : List.of("one", "two", "three")) {
      sections.add(new Section(heading, List.of(new Text("about " + heading))));
    }
    var page = new ReportPage("Title", sections);
    page.write(folder.resolve("page.html"));
    String html = Files.readString(folder.resolve("page.html"), StandardCharsets.UTF_8);
    assertEquals(page.toHtml(), html);
    assertTrue(html.startsWith("<!DOCTYPE html>"));
    assertEquals(List.of("one", "two", "three"), texts(parse(html), "h2"));
    assertEquals(List.of("about one", "about two", "about three"), texts(parse(html), "p"));
  }
}
