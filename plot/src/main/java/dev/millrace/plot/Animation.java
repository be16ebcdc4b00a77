package dev.millrace.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes particles that move from noise to data, as an animated GIF. */
public final class Animation {
  private static final int PANEL_SIDE = 410;
  private static final double CENTISECONDS_PER_UNIT_TIME = 300;
  private static final int SHORTEST_FRAME = 2;
  private static final int LAST_FRAME = 150;

  private Animation() {
  }

  /**
   * Writes an animation that repeats endlessly: t = 0 to 1 takes 3 s, and the last frame is shown for 1.5 s. It is
   * about 480 pixels wide. The stream is not closed. Points outside the limits or not finite are not drawn.
   *
   * @param out where to write; it is not closed
   * @param title above the panel; may be empty
   * @param frames [frameCount, count, 2]; each frame may have its own count
   * @param times [frameCount], increasing, in [0, 1]: the time of each frame, which the frame shows
   * @param real [realCount, 2], drawn in light grey behind the particles; may be empty
   * @param limits of the panel
   * @throws IllegalArgumentException if there are no frames, frames and times differ in number, times do not increase
   *           or leave [0, 1], or a length is odd
   * @throws IOException if the stream fails
   */
  public static void gif(OutputStream out, String title, float[][] frames, double[] times, float[] real, Limits limits)
      throws IOException {
    Check.atLeast("frames", frames.length, 1);
    Check.sameLength("frames", frames.length, "times", times.length);
    Check.increasing("times", times);
    if (times[0] < 0 || times[times.length - 1] > 1) {
      throw new IllegalArgumentException(
          "times must be in [0, 1], not in [" + times[0] + ", " + times[times.length - 1] + "]");
    }
    Check.points("real", real);
    for (int k = 0; k < frames.length; k++) {
      Check.points("frames[" + k + "]", frames[k]);
    }

    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (var buffered = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(buffered);
      writer.prepareWriteSequence(null);
      var palette = new Palette();
      for (int k = 0; k < frames.length; k++) {
        BufferedImage image = palette.apply(draw(title, frames[k], times[k], real, limits));
        int delay = k == frames.length - 1
            ? LAST_FRAME
            : Math.max(SHORTEST_FRAME, (int) Math.round(CENTISECONDS_PER_UNIT_TIME * (times[k + 1] - times[k])));
        writer.writeToSequence(new IIOImage(image, null, metadata(writer, image, delay, k == 0)), null);
      }
      writer.endWriteSequence();
    } finally {
      writer.dispose();
    }
  }

  private static BufferedImage draw(String title, float[] points, double time, float[] real, Limits limits) {
    List<Key> keys = Key.dots(real, Ink.LIGHT_REAL, "points");
    String clock = String.format(Locale.ROOT, "t = %.2f", time);
    var figure = new Figure(title, Labels.row(List.of(clock), limits), Axes.plane(limits, PANEL_SIDE), keys);
    figure.inside(0, (g, axes) -> {
      Dots.forCount(real.length / 2, axes, Ink.LIGHT_REAL, 1).draw(g, axes, real);
      Dots.forCount(points.length / 2, axes, Ink.GENERATED, 0.85).draw(g, axes, points);
    });
    return figure.finish().image();
  }

  private static IIOMetadata metadata(ImageWriter writer, BufferedImage image, int centiseconds, boolean first)
      throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
    String format = metadata.getNativeMetadataFormatName();
    var root = (IIOMetadataNode) metadata.getAsTree(format);
    var control = (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
    control.setAttribute("delayTime", Integer.toString(centiseconds));
    control.setAttribute("disposalMethod", "doNotDispose");
    if (first) {
      var loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(new byte[]{1, 0, 0}); // sub-block 1: the number of repetitions, 0 for endless
      var extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(loop);
      root.appendChild(extensions);
    }
    metadata.setFromTree(format, root);
    return metadata;
  }

  /** The colours of the animation: ramps from the background to each ink. They are few, so that the file is small. */
  private static final class Palette {
    private static final int CHANNEL_LEVELS = 32;

    private final IndexColorModel colors;
    private final byte[] nearest = new byte[CHANNEL_LEVELS * CHANNEL_LEVELS * CHANNEL_LEVELS];

    Palette() {
      int paper = Ink.PAPER.getRGB();
      int[] rgb = {paper, Ink.GRID.getRGB(), //
          ramp(Ink.LIGHT_REAL, 0.6), ramp(Ink.LIGHT_REAL, 1), Ink.FRAME.getRGB(), //
          ramp(Ink.TEXT, 0.3), ramp(Ink.TEXT, 0.6), ramp(Ink.TEXT, 0.8), ramp(Ink.TEXT, 1), //
          ramp(Ink.GENERATED, 0.2), ramp(Ink.GENERATED, 0.4), ramp(Ink.GENERATED, 0.6), ramp(Ink.GENERATED, 0.8),
          ramp(Ink.GENERATED, 0.9), ramp(Ink.GENERATED, 1), Ink.REAL.getRGB()};
      colors = new IndexColorModel(4, rgb.length, rgb, 0, false, -1, DataBuffer.TYPE_BYTE);
      for (int i = 0; i < nearest.length; i++) {
        int best = Integer.MAX_VALUE;
        for (int c = 0; c < rgb.length; c++) {
          int red = level(i >> 10) - ((rgb[c] >> 16) & 0xFF);
          int green = level(i >> 5) - ((rgb[c] >> 8) & 0xFF);
          int blue = level(i) - (rgb[c] & 0xFF);
          int distance = red * red + green * green + blue * blue;
          if (distance < best) {
            best = distance;
            nearest[i] = (byte) c;
          }
        }
      }
    }

    private static int ramp(Color ink, double weight) {
      return Ink.mix(Ink.PAPER.getRGB(), ink.getRGB(), weight);
    }

    private static int level(int index) {
      int fiveBits = index & (CHANNEL_LEVELS - 1);
      return (fiveBits << 3) | (fiveBits >> 2);
    }

    BufferedImage apply(BufferedImage image) {
      var indexed = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colors);
      int[] from = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
      byte[] to = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
      for (int i = 0; i < from.length; i++) {
        int rgb = from[i];
        to[i] = nearest[(((rgb >> 19) & 31) << 10) | (((rgb >> 11) & 31) << 5) | ((rgb >> 3) & 31)];
      }
      return indexed;
    }
  }
}
