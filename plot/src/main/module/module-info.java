/**
 * Pictures of flows: panels of points, trajectories, fields, curves, images and animations, as PNG, SVG and GIF.
 */
module dev.millrace.plot {
  requires static transitive org.jspecify;
  requires dev.millrace.flow;
  requires transitive java.desktop;

  exports dev.millrace.plot;
}
