/**
 * Flow matching and rectified flow in pure Java: distributions, paths, couplings, networks, training, solvers,
 * likelihood and measures.
 *
 * <p>A program on the module path gets Java's Vector API with this module. A program on the class path must ask for it
 * with {@code --add-modules jdk.incubator.vector}; without it everything works too, more slowly.
 */
module dev.millrace.flow {
  requires static transitive org.jspecify;
  requires transitive tools.jackson.databind;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires jdk.incubator.vector;
  requires tools.jackson.dataformat.yaml;

  exports dev.millrace;
  exports dev.millrace.flow;
  exports dev.millrace.flow.coupling;
  exports dev.millrace.flow.data;
  exports dev.millrace.flow.evaluate;
  exports dev.millrace.flow.io;
  exports dev.millrace.flow.likelihood;
  exports dev.millrace.flow.measure;
  exports dev.millrace.flow.net;
  exports dev.millrace.flow.ode;
  exports dev.millrace.flow.parallel;
  exports dev.millrace.flow.path;
  exports dev.millrace.flow.random;
  exports dev.millrace.flow.rectify;
  exports dev.millrace.flow.run;
  exports dev.millrace.flow.sample;
  exports dev.millrace.flow.store;
  exports dev.millrace.flow.text;
  exports dev.millrace.flow.train;
  exports dev.millrace.flow.transport;

  opens dev.millrace.flow.run to tools.jackson.databind;
}
