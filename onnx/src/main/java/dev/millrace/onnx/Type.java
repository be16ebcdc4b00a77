package dev.millrace.onnx;

import java.util.Arrays;

/** The types of a tensor's numbers that our graphs use (TensorProto.DataType of onnx.proto3). */
enum Type {
  FLOAT(1, "float32"),
  INT64(7, "int64"),
  BOOL(9, "bool"),
  DOUBLE(11, "float64");

  private final int code;
  private final String text;

  Type(int code, String text) {
    this.code = code;
    this.text = text;
  }

  int code() {
    return code;
  }

  /** The name of a type by its code, also of one that our graphs do not use. */
  static String text(long code) {
    return Arrays.stream(values()).filter(type -> type.code == code).map(type -> type.text).findFirst()
        .orElse("type " + code);
  }
}
