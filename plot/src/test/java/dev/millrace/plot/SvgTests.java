package dev.millrace.plot;

import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SvgTests {
  private static final Limits SQUARE = new Limits(-2, 2, -2, 2);
  private static final float[] NONE = {};
  private static final String HOSTILE = "</title><script>alert(1)</script> & \"q\" 'a' \u0001 é 🌊";
  private static final String SHOWN = HOSTILE.replace('\u0001', '\uFFFD');

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    } catch (SAXException | IOException | ParserConfigurationException e) {
      throw new AssertionError("not well-formed: " + e.getMessage(), e);
    }
  }

  private static List<Element> elements(Document svg, String name) {
    NodeList found = svg.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static float[] points(long seed, int count) {
    var random = new Random(seed);
    float[] points = new float[2 * count];
    for (int i = 0; i < points.length; i++) {
      points[i] = (float) (0.7 * random.nextGaussian());
    }
    return points;
  }

  /** The centres that a path of dots goes through, moves being relative to the point before. */
  private static List<double[]> dots(Element path) {
    List<double[]> dots = new ArrayList<>();
    double x = 0;
    double y = 0;
    for (MatchResult move : Pattern.compile("[Mm](-?[\\d.]+) ?(-?[\\d.]+)h0").matcher(path.getAttribute("d")).results()
        .toList()) {
      x += Double.parseDouble(move.group(1));
      y += Double.parseDouble(move.group(2));
      dots.add(new double[]{x, y});
    }
    return dots;
  }

  @Test
  void dotsStandWhereThePixelsAre() {
    float[] few = {-1.5f, -1.5f, 0, 0.25f, 1, 1.5f, 3, 0, Float.NaN, 0};
    Picture picture = Pictures.scatter("", few, SQUARE);
    BufferedImage image = picture.image();
    Document svg = parse(picture.svg());
    assertEquals(Integer.toString(image.getWidth()), svg.getDocumentElement().getAttribute("width"));
    assertEquals(Integer.toString(image.getHeight()), svg.getDocumentElement().getAttribute("height"));
    List<PixelSearch> islands = PixelSearch.islands(image, PixelSearch.panels(image).getFirst(), PixelSearch::blue);
    List<double[]> dots = elements(svg, "path").stream().map(SvgTests::dots).filter(d -> !d.isEmpty()).findFirst()
        .orElseThrow();
    assertEquals(3, islands.size());
    assertEquals(3, dots.size(), "what lies outside or is not finite is no dot here either");
    for (int i = 0; i < 3; i++) {
      assertEquals(islands.get(i).meanX() + 0.5, dots.get(i)[0], 0.6);
      assertEquals(islands.get(i).meanY() + 0.5, dots.get(i)[1], 0.6);
    }
  }

  @Test
  void dotsDoNotDriftHoweverManyThereAre() {
    float[] many = points(5, 20_000);
    var picture = Pictures.scatter("", many, new Limits(-5, 5, -5, 5));
    String text = picture.svg();
    List<double[]> dots = elements(parse(text), "path").stream().map(SvgTests::dots).filter(d -> d.size() > 1)
        .findFirst().orElseThrow();
    assertEquals(20_000, dots.size());
    Rectangle panel = PixelSearch.panels(picture.image()).getFirst();
    for (int i = 0; i < dots.size(); i += 777) {
      assertEquals(panel.x + (many[2 * i] + 5) / 10 * panel.width, dots.get(i)[0], 0.051);
      assertEquals(panel.y + (5 - many[2 * i + 1]) / 10 * panel.height, dots.get(i)[1], 0.051);
    }
    assertTrue(text.length() < 20_000 * 16, text.length() + " characters");
  }

  @Test
  void everyKindOfPictureIsWellFormedNeedsNothingElseAndShowsHostileTextAsItIs() {
    float[][] path = {points(1, 5), points(2, 5), points(3, 5)};
    double[] three = {1, 2, 3};
    var series = new Series(HOSTILE, three, three, three);
    List<Picture> pictures = List.of(Pictures.scatter(HOSTILE, points(1, 9), SQUARE),
        Pictures.steps(HOSTILE, List.of(new Panel(HOSTILE, points(1, 9))), points(2, 9), SQUARE),
        Pictures.stepsGrid(HOSTILE, List.of(HOSTILE), List.of(HOSTILE), List.of(List.of(new Panel(HOSTILE, NONE))),
            NONE, SQUARE),
        Pictures.trajectories(HOSTILE, path, SQUARE), Pictures.trajectories1d(HOSTILE, path, -2, 2),
        Pictures.loss(HOSTILE, three, three, three), Pictures.quality(HOSTILE, List.of(series), 1, 0.5),
        Pictures.lines(HOSTILE, HOSTILE, HOSTILE, List.of(series), Scale.LOGARITHMIC),
        Pictures.density(HOSTILE, List.of(new DensityGrid(HOSTILE, 2, new double[]{1, 2, 3, Double.NaN}, NONE)),
            SQUARE),
        Pictures.field(HOSTILE, List.of(new FieldSlice(0.5, points(1, 9), points(2, 3), points(3, 3))), SQUARE));
    for (Picture picture : pictures) {
      String text = picture.svg();
      Document svg = parse(text);
      assertEquals(SHOWN, elements(svg, "title").getFirst().getTextContent());
      assertEquals(SHOWN, elements(svg, "text").getFirst().getTextContent());
      assertEquals(0, elements(svg, "script").size());
      String rest = text.replace("http://www.w3.org/2000/svg", "").toLowerCase(Locale.ROOT);
      for (String outside : List.of("http", "url(", "@import", "nan", "infinity", " id=")) {
        assertFalse(rest.replaceAll("base64,[^\"]*", "").contains(outside), outside);
      }
      assertTrue(elements(svg, "text").stream().allMatch(t -> t.getAttribute("font-family").endsWith(", sans-serif")));
    }
  }

  @Test
  void coloursOfADensityAreThePixelsOfTheImageInside() throws IOException {
    var grid = new DensityGrid("", 2, new double[]{2, -1, 0.5, Double.NaN}, NONE);
    Picture picture = Pictures.density("", List.of(grid), SQUARE);
    BufferedImage image = picture.image();
    Rectangle panel = PixelSearch.panels(image).getFirst();
    Element inside = elements(parse(picture.svg()), "image").getLast();
    String base64 = inside.getAttribute("href").replace("data:image/png;base64,", "");
    BufferedImage png = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    assertEquals(panel.getSize(), new Rectangle(png.getWidth(), png.getHeight()).getSize());
    for (int[] at : new int[][]{{50, 400}, {400, 400}, {50, 60}}) {
      assertEquals(image.getRGB(panel.x + at[0], panel.y + at[1]), png.getRGB(at[0], at[1]));
    }
    assertEquals(0, png.getRGB(400, 60) >>> 24, "NaN is blank");
  }
}
