package dev.millrace.tables.measure;

import java.util.HashMap;
import java.util.Map;

import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * Models of XGBoost (Chen and Guestrin 2016): boosted trees, forests and linear models. One thread and one seed, so that
 * the same rows give the same model; several models are learnt at a time.
 */
final class Boosting {
  private Boosting() {
  }

  /**
   * Learns, and predicts other rows.
   *
   * @param parameters of XGBoost
   * @param rounds of boosting
   * @param labels of the rows that are learnt from
   * @return [rows of test, outputs]
   */
  static float[][] predict(Map<String, Object> parameters, int rounds, Features train, float[] labels,
      Features test) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.put("nthread", 1);
    all.put("seed", 1);
    all.put("verbosity", 0);
    @Nullable
    DMatrix rows = null;
    @Nullable
    DMatrix others = null;
    @Nullable
    Booster booster = null;
    try {
      rows = new DMatrix(train.values(), train.rows(), train.width(), Float.NaN);
      rows.setLabel(labels);
      others = new DMatrix(test.values(), test.rows(), test.width(), Float.NaN);
      booster = XGBoost.train(rows, all, rounds, Map.of(), null, null);
      return booster.predict(others);
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost: " + e.getMessage(), e);
    } finally {
      dispose(booster, rows, others);
    }
  }

  private static void dispose(@Nullable Booster booster, @Nullable DMatrix rows, @Nullable DMatrix others) {
    if (booster != null) {
      booster.dispose();
    }
    if (rows != null) {
      rows.dispose();
    }
    if (others != null) {
      others.dispose();
    }
  }
}
