/**
 * Flows as ONNX graphs, and what such files hold. To run a graph, and to compare it with a flow, ONNX Runtime must be there.
 */
module dev.millrace.onnx {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.flow;
  requires transitive dev.millrace.tables;
  requires transitive dev.millrace.torch;
  requires static com.microsoft.onnxruntime;

  exports dev.millrace.onnx;
}
