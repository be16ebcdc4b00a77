package dev.millrace.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.awt.Shape;
import java.util.function.IntBinaryOperator;

/** What pictures are drawn on. Coordinates are in pixels from the upper left corner, to the right and down. */
interface Canvas {
  void fill(Color color, Shape shape);

  void line(Color color, BasicStroke stroke, Shape shape);

  /** Draws text, given the left end of its baseline. */
  void text(Font font, String text, double left, double baseline);

  /** Draws dots of one look at the given centres [count, 2]; what would be outside the box is cut off. */
  void dots(Dots look, Rectangle box, double[] centres);

  /** Colours each pixel of the box by a function of its column and row in the picture; 0 leaves a pixel as it is. */
  void pixels(Rectangle box, IntBinaryOperator argb);

  /** Lets something draw, and cuts off what would be outside the box. */
  void inside(Rectangle box, Runnable drawing);

  /** Lets something draw, rotated by 90 degrees about a point, so that text runs upwards. */
  void turned(double x, double y, Runnable drawing);
}
