package dev.millrace.onnx;

/** An attribute of a node (AttributeProto of onnx.proto3). */
record Attribute(Proto proto) {
  private static final int TYPE = 20;

  static Attribute of(String name, float value) {
    return new Attribute(new Proto().text(1, name).number(2, value).integer(TYPE, 1));
  }

  static Attribute of(String name, long value) {
    return new Attribute(new Proto().text(1, name).integer(3, value).integer(TYPE, 2));
  }

  static Attribute of(String name, String value) {
    return new Attribute(new Proto().text(1, name).text(4, value).integer(TYPE, 3));
  }

  static Attribute of(String name, Graph value) {
    return new Attribute(new Proto().text(1, name).message(6, value.proto()).integer(TYPE, 5));
  }

  static Attribute of(String name, long[] values) {
    Proto proto = new Proto().text(1, name);
    for (long value : values) {
      proto.integer(8, value);
    }
    return new Attribute(proto.integer(TYPE, 7));
  }
}
