package dev.millrace.tables;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;

import org.jspecify.annotations.Nullable;

/** Any database, here one of DuckDB's behind another address. */
public final class Elsewhere implements Driver, AutoCloseable {
  private Elsewhere() {
  }

  /** {@return the driver, until it is closed} */
  public static Elsewhere registered() throws SQLException {
    Elsewhere driver = new Elsewhere();
    DriverManager.registerDriver(driver);
    return driver;
  }

  @Override
  public void close() throws SQLException {
    DriverManager.deregisterDriver(this);
  }

  @Override
  public @Nullable Connection connect(String url, Properties info) throws SQLException {
    return acceptsURL(url) ? DriverManager.getConnection("jdbc:duckdb:") : null;
  }

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:elsewhere:");
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
