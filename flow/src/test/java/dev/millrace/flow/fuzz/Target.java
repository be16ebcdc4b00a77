package dev.millrace.flow.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.data.ImageSources;
import dev.millrace.flow.io.Csv;
import dev.millrace.flow.io.Idx;
import dev.millrace.flow.io.Npy;
import dev.millrace.flow.io.PictureFile;
import dev.millrace.flow.io.Safetensors;
import dev.millrace.flow.net.MlpShape;
import dev.millrace.flow.run.ConfigFile;
import dev.millrace.flow.run.DataSource;
import dev.millrace.flow.run.FlowModel;
import dev.millrace.flow.run.RunConfig;
import dev.millrace.flow.run.RunDirectory;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.train.MlpNetwork;

/** What reads files that may come from anywhere. A further reader is one more line here, and a seed or two in its corpus. */
enum Target {
  /** Arrays, any shape. */
  NPY("a.npy") {
    @Override
    void read(Path file) throws IOException {
      Npy.read(file);
    }
  },
  /** Tables, read as data are. */
  CSV("a.csv") {
    @Override
    void read(Path file) throws IOException {
      Csv.read(file);
    }
  },
  /** Rows of data in .npy form, which must be finite. */
  DATA("d.npy") {
    @Override
    void read(Path file) throws IOException {
      DataSource.of(file.toString());
    }
  },
  /** Bytes with a shape, gzipped or not. */
  IDX("images-idx3-ubyte") {
    @Override
    void read(Path file) throws IOException {
      Idx.read(file, 3);
    }
  },
  /** Pictures; what is in their parts is fuzzed, not the checksums over them. */
  PNG("a.png") {
    @Override
    void read(Path file) {
      PictureFile.read(file, 3);
    }

    @Override
    byte[] prepared(byte[] input) {
      return Pictures.withChecksums(input);
    }

    @Override
    long bytesAByte() {
      return OF_PICTURES;
    }
  },
  /** Photographs. */
  JPEG("a.jpg") {
    @Override
    void read(Path file) {
      PictureFile.read(file, 1);
    }

    @Override
    long bytesAByte() {
      return OF_PICTURES;
    }
  },
  /** A folder of pictures, packed into one file. */
  PICTURES("pictures") {
    @Override
    void read(Path file) throws IOException {
      if (!Files.isRegularFile(file)) {
        throw new InvalidInputException(file + ": not what holds a folder");
      }
      byte[] packed = Files.readAllBytes(file);
      Path unpacked = file.resolveSibling("unpacked");
      Pictures.unpack(packed, unpacked);
      ImageSources.read("images:" + unpacked, Pictures.options(packed), 1);
    }

    @Override
    long bytesAByte() {
      return OF_PICTURES;
    }
  },
  /** Named tensors. */
  SAFETENSORS("a.safetensors") {
    @Override
    void read(Path file) throws IOException {
      Safetensors.read(file);
    }
  },
  /** A network in a safetensors file. */
  MODEL("model.safetensors") {
    @Override
    void read(Path file) throws IOException {
      FlowModel.read(file);
    }
  },
  /** Options, checked as a training checks them. */
  YAML("run.yaml") {
    @Override
    void read(Path file) throws IOException {
      ConfigFile.provenance(file);
      ConfigFile.over(RunConfig.defaults(), file).check();
    }
  },
  /** A training's log, in a run folder. */
  LOG("training.jsonl") {
    @Override
    void read(Path file) throws IOException {
      new RunDirectory(folder(file)).readLog();
    }
  },
  /** Measured figures, in a run folder. */
  EVALUATION("evaluation.json") {
    @Override
    void read(Path file) throws IOException {
      new RunDirectory(folder(file)).readEvaluation();
    }
  },
  /** A checkpoint's manifest, in a run folder. */
  MANIFEST("checkpoints/step-000000050/manifest.json") {
    @Override
    void read(Path file) throws IOException {
      RunDirectory run = new RunDirectory(folder(folder(folder(file))));
      var found = run.newestCheckpoint(_ -> {});
      if (found.isPresent() && found.get().files().contains("state.safetensors")) {
        StateFile.read(found.get(), new MlpNetwork(new MlpShape(2, 4, 1, 1)));
      }
    }
  };

  static final List<Target> ALL = List.of(values());
  /** A byte of deflated bits may make {@code 1032 · 8} pixels of three channels; the folder's reader decodes them once more. */
  private static final long OF_PICTURES = 60_000;
  private final String name;

  Target(String name) {
    this.name = name;
  }

  /** Reads a file, which may be anything. */
  abstract void read(Path file) throws IOException;

  /** What is written to the file. */
  byte[] prepared(byte[] input) {
    return input;
  }

  /** How much memory each byte of the file may cost. */
  long bytesAByte() {
    return 1000;
  }

  /** Where the file has to be, in a folder. */
  Path in(Path folder) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(folder(file));
    return file;
  }

  private static Path folder(Path file) {
    return java.util.Objects.requireNonNull(file.getParent());
  }
}
