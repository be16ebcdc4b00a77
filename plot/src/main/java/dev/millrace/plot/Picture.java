package dev.millrace.plot;

import java.awt.image.BufferedImage;
import java.util.function.Consumer;

/**
 * A picture that is available in pixels and as SVG, both from the same drawing code. The arrays that it shows must not
 * change.
 */
public final class Picture {
  private final int width;
  private final int height;
  private final String title;
  private final Consumer<Canvas> drawing;

  Picture(int width, int height, String title, Consumer<Canvas> drawing) {
    this.width = width;
    this.height = height;
    this.title = title;
    this.drawing = drawing;
  }

  /** {@return in pixels} */
  public int width() {
    return width;
  }

  /** {@return in pixels} */
  public int height() {
    return height;
  }

  /** {@return the picture in RGB on a white background} */
  public BufferedImage image() {
    var canvas = new PixelCanvas(width, height);
    drawing.accept(canvas);
    return canvas.finish();
  }

  /**
   * {@return the picture as one SVG element that needs no other file} Lines, texts and dots are sharp at every size;
   * the colours of a density are an embedded image. A dot takes about ten bytes.
   */
  public String svg() {
    var canvas = new SvgCanvas(width, height, title);
    drawing.accept(canvas);
    return canvas.finish();
  }
}
