package dev.millrace.bench.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The cases that are compared. The other forms of a case are measured relative to its first form. */
enum Case {
  TRAIN_SMALL("train-small", "training step, 3×128, batch 256", Unit.MILLISECONDS, false, training()),
  TRAIN_LARGE("train-large", "training step, 4×256, batch 1,024", Unit.MILLISECONDS, false, training()),
  SAMPLE_10K("sample-10k", "Euler sampling, 10,000 points × 100 steps", Unit.POINT_STEPS, true, sampling()),
  SAMPLE_LATENCY("sample-latency", "Euler sampling, 256 points × 10 steps", Unit.MICROSECONDS, true, sampling()),
  PRODUCT("product", "matrix product in the network, one core", Unit.GFLOPS, false, ours("peak", "measured fp32 peak"),
      ours("128", "64×128 by 128×128"), ours("256", "64×256 by 256×256")),
  GROWTH("growth", "Euler sampling, time per point and step by the number of points", Unit.NANOSECONDS, false,
      ours("1000", "1,000 points"), ours("10000", "10,000 points"), ours("100000", "100,000 points"),
      ours("1000000", "1,000,000 points")),
  OT_256("ot-256", "exact transport, 256 points", Unit.MILLISECONDS, true, transport()),
  OT_1024("ot-1024", "exact transport, 1,024 points", Unit.MILLISECONDS, true, transport()),
  OT_4096("ot-4096", "exact transport, 4,096 points", Unit.MILLISECONDS, true, transport()),
  OT_784D_256("ot-784d-256", "exact transport, 256 points of 784 numbers", Unit.MILLISECONDS, true, transport()),
  W2_10000("w2-10000", "exact W2, 10,000 points", Unit.MILLISECONDS, true, ours("w2", "Millrace"),
      new Form(Peer.POT, "emd", "POT, network simplex")),
  TRAIN_OT("train-ot", "training step with exact transport, batch 256", Unit.MILLISECONDS, false,
      ours("ot", "Millrace"), ours("independent", "Millrace, independent pairs"),
      new Form(Peer.TORCH, "pot", "PyTorch with POT, as torchcfm"),
      new Form(Peer.TORCH, "scipy", "PyTorch with SciPy")),
  UNET_TRAIN("unet-train", "training the tutorial's U-Net, 28×28, batch 128", Unit.IMAGES, false, images()),
  UNET_SAMPLE("unet-sample", "Euler sampling with it, 256 images × 3 steps", Unit.IMAGE_STEPS, true, images()),
  ONNX_POINTS_4("onnx-points-4", "exported sampler, 10,000 points × 4 steps", Unit.MILLISECONDS, true, exported()),
  ONNX_POINTS_100("onnx-points-100", "exported sampler, 10,000 points × 100 steps", Unit.MILLISECONDS, true,
      exported()),
  ONNX_IMAGES("onnx-images", "exported sampler of the net small in fp32, 64 images × 4 steps", Unit.IMAGE_STEPS, true,
      exported()),
  SERVICE_1000("service-1000", "HTTP service, 1,000 points × 4 steps as npy, 16 clients", Unit.REQUESTS, false,
      services()),
  SERVICE_ONE("service-one", "HTTP service, a point × 1 step as JSON, 64 clients", Unit.REQUESTS, false, services()),
  COLD_START("cold-start", "from nothing to 1,000 samples in a file", Unit.MILLISECONDS, false,
      ours("sample", "millrace sample"), new Form(Peer.TORCH, "expert", "Python with PyTorch"));

  private final String label;
  private final String title;
  private final Unit unit;
  private final boolean sameResult;
  @SuppressWarnings("ImmutableEnumChecker") // a List.of, which cannot change
  private final List<Form> forms;

  Case(String label, String title, Unit unit, boolean sameResult, Form... forms) {
    this.label = label;
    this.title = title;
    this.unit = unit;
    this.sameResult = sameResult;
    this.forms = List.of(forms);
  }

  private static Form ours(String name, String title) {
    return new Form(Peer.MILLRACE, name, title);
  }

  private static Form[] training() {
    return new Form[]{ours("train", "Millrace"), new Form(Peer.TORCH, "lesson", "PyTorch, as in the tutorial"),
        new Form(Peer.TORCH, "expert", "PyTorch at its best"), new Form(Peer.JAX, "jit", "JAX, a jitted step"),
        new Form(Peer.JAX, "scan", "JAX, scanned steps")};
  }

  private static Form[] sampling() {
    return new Form[]{ours("euler", "Millrace"), new Form(Peer.TORCH, "lesson", "PyTorch, as in the tutorial"),
        new Form(Peer.TORCH, "expert", "PyTorch at its best"), new Form(Peer.JAX, "jit", "JAX, jitted"),
        new Form(Peer.JAX, "expert", "JAX at its best")};
  }

  private static Form[] exported() {
    return new Form[]{ours("sampler", "Millrace"), ours("onnx", "ONNX Runtime for Java"),
        new Form(Peer.TORCH, "lesson", "PyTorch, plain"), new Form(Peer.TORCH, "expert", "PyTorch at its best")};
  }

  private static Form[] services() {
    return new Form[]{ours("serve", "millrace serve"), new Form(Peer.TORCH, "fastapi", "FastAPI on uvicorn, PyTorch")};
  }

  private static Form[] images() {
    return new Form[]{ours("unet", "Millrace"), new Form(Peer.TORCH, "lesson", "PyTorch, as in the tutorial"),
        new Form(Peer.TORCH, "expert", "PyTorch at its best")};
  }

  private static Form[] transport() {
    return new Form[]{ours("exact", "Millrace"), new Form(Peer.SCIPY, "assignment", "SciPy, linear_sum_assignment"),
        new Form(Peer.POT, "emd", "POT, network simplex")};
  }

  /** Its name on the command line. */
  String label() {
    return label;
  }

  String title() {
    return title;
  }

  Unit unit() {
    return unit;
  }

  /** Whether all forms get the same numbers and must compute the same result. */
  boolean sameResult() {
    return sameResult;
  }

  List<Form> forms() {
    return forms;
  }

  /** Whether it compares only forms of Millrace with each other. */
  boolean isOursAlone() {
    return forms.stream().allMatch(form -> form.peer() == Peer.MILLRACE);
  }

  static Optional<Case> named(String label) {
    return Arrays.stream(values()).filter(one -> one.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Case::label).toList();
  }
}
