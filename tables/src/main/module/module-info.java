/**
 * Tables of mixed types.
 */
module dev.millrace.tables {
  requires static transitive org.jspecify;
  requires transitive dev.millrace.flow;
  requires transitive dev.millrace.plot;
  requires transitive dev.millrace.runs;
  requires transitive java.sql;
  requires de.siegmar.fastcsv;
  requires duckdb.jdbc;
  requires ml.dmlc.xgboost4j;
  // XGBoost names it.
  requires org.apache.commons.logging;

  exports dev.millrace.tables.data;
  exports dev.millrace.tables.encode;
  exports dev.millrace.tables.kind;
  exports dev.millrace.tables.kind.draw;
  exports dev.millrace.tables.kind.evaluate;
  exports dev.millrace.tables.kind.impute;
  exports dev.millrace.tables.kind.open;
  exports dev.millrace.tables.kind.sample;
  exports dev.millrace.tables.kind.share;
  exports dev.millrace.tables.kind.train;
  exports dev.millrace.tables.measure;
  exports dev.millrace.tables.model;
  exports dev.millrace.tables.privacy;
  exports dev.millrace.tables.published;
  exports dev.millrace.tables.read;
  exports dev.millrace.tables.relations;
  exports dev.millrace.tables.schema;
  exports dev.millrace.tables.train;
  exports dev.millrace.tables.trust;
  exports dev.millrace.tables.where;
  exports dev.millrace.tables.write;

  opens dev.millrace.tables.kind.train to tools.jackson.databind;

  provides dev.millrace.runs.kind.Kind with dev.millrace.tables.kind.TableKind;
}
