package dev.millrace.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

/** Serves a folder on loopback, as {@code jwebserver} does. */
final class FileServer implements AutoCloseable {
  private final HttpServer server;

  FileServer(Path folder) throws IOException {
    server = SimpleFileServer.createFileServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        folder.toAbsolutePath().normalize(), SimpleFileServer.OutputLevel.NONE);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:%d/".formatted(server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
