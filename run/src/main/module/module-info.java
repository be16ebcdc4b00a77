/**
 * Everything that is done with a run: train, resume, reflow, sample, measure, draw, report.
 */
module dev.millrace.runs {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.flow;
  requires transitive dev.millrace.plot;

  exports dev.millrace.runs;
  exports dev.millrace.runs.draw;
  exports dev.millrace.runs.evaluate;
  exports dev.millrace.runs.kind;
  exports dev.millrace.runs.manage;
  exports dev.millrace.runs.open;
  exports dev.millrace.runs.page;
  exports dev.millrace.runs.points;
  exports dev.millrace.runs.published;
  exports dev.millrace.runs.report;
  exports dev.millrace.runs.rounds;
  exports dev.millrace.runs.rows;
  exports dev.millrace.runs.sample;
  exports dev.millrace.runs.shared;
  exports dev.millrace.runs.text;
  exports dev.millrace.runs.train;
  exports dev.millrace.runs.work;

  uses dev.millrace.runs.kind.Kind;

  provides dev.millrace.runs.kind.Kind with dev.millrace.runs.points.PointKind;
}
