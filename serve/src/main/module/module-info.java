/**
 * The studio and the service, on the JDK's HTTP server, and a client of the service.
 */
module dev.millrace.serve {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.runs;
  requires de.siegmar.fastcsv;
  requires java.desktop;
  requires java.net.http;
  requires jdk.httpserver;
  requires jdk.management;

  exports dev.millrace.serve.client;
  exports dev.millrace.serve.front;
  exports dev.millrace.serve.http;
  exports dev.millrace.serve.service;
  exports dev.millrace.serve.studio;
}
