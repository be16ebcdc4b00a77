/**
 * Runs of images, on LibTorch.
 */
module dev.millrace.images {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.flow;
  requires transitive dev.millrace.plot;
  requires transitive dev.millrace.runs;
  requires transitive dev.millrace.torch;

  exports dev.millrace.images;
  exports dev.millrace.images.draw;
  exports dev.millrace.images.edit;
  exports dev.millrace.images.evaluate;
  exports dev.millrace.images.open;
  exports dev.millrace.images.report;
  exports dev.millrace.images.rounds;
  exports dev.millrace.images.sample;
  exports dev.millrace.images.train;

  provides dev.millrace.runs.kind.Kind with dev.millrace.images.ImageKind;
}
