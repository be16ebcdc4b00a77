/**
 * Image networks on LibTorch: U-Nets, their training and sampling, on CPU and GPU.
 */
module dev.millrace.torch {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.flow;
  requires org.bytedeco.javacpp;
  requires org.bytedeco.pytorch;

  exports dev.millrace.torch;

  opens dev.millrace.torch to tools.jackson.databind;
}
