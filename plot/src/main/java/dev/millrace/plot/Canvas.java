package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.util.function.IntBinaryOperator;

/** What pictures are drawn on, in units of pixels, from the upper left corner to the right and down. */
interface Canvas {
  void fill(Color color, Shape shape);

  void line(Color color, BasicStroke stroke, Shape shape);

  /** Draws text from its left end on, standing on the baseline. */
  void text(Font font, String text, double left, double baseline);

  /** Draws dots of one look about their centres [count, 2], as far as they lie in the box. */
  void dots(Dots look, Rectangle box, double[] centres);

  /** Colours each pixel of the box by a function of its column and row in the picture; 0 leaves a pixel as it is. */
  void pixels(Rectangle box, IntBinaryOperator argb);

  /** Lets something draw; nothing that it draws reaches beyond the box. */
  void inside(Rectangle box, Runnable drawing);

  /** Lets something draw, turned by a quarter about a point, so that text runs upwards. */
  void turned(double x, double y, Runnable drawing);
}
