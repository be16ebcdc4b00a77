package dev.millrace.onnx;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.millrace.flow.InvalidInputException;

/** A graph in ONNX Runtime: the only class that knows it. */
final class OnnxSession implements AutoCloseable {
  private final String file;
  private final OrtEnvironment environment;
  private final OrtSession session;

  private OnnxSession(String file, OrtEnvironment environment, OrtSession session) {
    this.file = file;
    this.environment = environment;
    this.session = session;
  }

  /**
   * Loads a graph.
   *
   * @throws InvalidInputException if ONNX Runtime is not there, has no library for this machine, or refuses the graph
   */
  static OnnxSession open(Path file) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "millrace");
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        // Threads that wait in a loop would take the processors from those that compute.
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return new OnnxSession(file.toString(), environment, environment.createSession(file.toString(), options));
      }
    } catch (OrtException e) {
      throw refused(file.toString(), e);
    } catch (LinkageError e) {
      throw new InvalidInputException(
          "%s: running a graph needs ONNX Runtime (com.microsoft.onnxruntime:onnxruntime), which is not here: %s"
              .formatted(file, e),
          e);
    }
  }

  private static InvalidInputException refused(String file, OrtException e) {
    return new InvalidInputException(
        "%s: ONNX Runtime refuses it: %s".formatted(file,
            String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
        e);
  }

  /** Inputs of one call, by name. */
  final class Call {
    private final Map<String, OnnxTensor> inputs = new HashMap<>();

    Call floats(String name, float[] values, long... shape) {
      return put(name, () -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
    }

    Call integers(String name, int[] values, long... shape) {
      long[] longs = Arrays.stream(values).asLongStream().toArray();
      return put(name, () -> OnnxTensor.createTensor(environment, LongBuffer.wrap(longs), shape));
    }

    private Call put(String name, Maker maker) {
      try {
        inputs.put(name, maker.make());
        return this;
      } catch (OrtException e) {
        throw refused(file, e);
      }
    }

    /** The numbers of an output as floats, in C order. */
    float[] run(String output) {
      double[] values = doubles(output);
      float[] floats = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        floats[i] = (float) values[i];
      }
      return floats;
    }

    /** The numbers of an output, in C order. */
    double[] doubles(String output) {
      try (OrtSession.Result result = session.run(inputs, Set.of(output))) {
        OnnxTensor tensor = (OnnxTensor) result.get(0);
        double[] values = new double[(int) tensor.getInfo().getNumElements()];
        switch (tensor.getInfo().type) {
          case FLOAT -> {
            FloatBuffer floats = tensor.getFloatBuffer();
            Arrays.setAll(values, floats::get);
          }
          case DOUBLE -> tensor.getDoubleBuffer().get(values);
          case INT64 -> {
            LongBuffer longs = tensor.getLongBuffer();
            Arrays.setAll(values, longs::get);
          }
          default -> throw new InvalidInputException("%s: %s is of type %s".formatted(file, output,
              tensor.getInfo().type));
        }
        return values;
      } catch (OrtException e) {
        throw refused(file, e);
      } finally {
        inputs.values().forEach(OnnxTensor::close);
      }
    }
  }

  private interface Maker {
    OnnxTensor make() throws OrtException;
  }

  Call call() {
    return new Call();
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw refused(file, e);
    }
  }
}
