package dev.millrace.torch;

import java.util.Arrays;
import java.util.function.IntConsumer;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.ode.ConditionalField;
import dev.millrace.flow.ode.FlowMap;
import dev.millrace.flow.ode.Guidance;
import dev.millrace.flow.ode.RowField;
import dev.millrace.flow.ode.Solution;
import dev.millrace.flow.ode.Solver;
import dev.millrace.flow.ode.StateSpace;
import dev.millrace.flow.ode.TimeGrid;
import dev.millrace.flow.ode.VelocityField;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.sample.Sampler;
import dev.millrace.flow.sample.TileEngine;
import dev.millrace.flow.sample.Tiles;
import org.jspecify.annotations.Nullable;

/**
 * A trained image flow on a device, ready to sample. Its weights are cast and laid out once. Any thread may use it; the
 * work is done on the threads of the {@link Torch}. Closing it frees the weights: calls in progress finish normally,
 * and the last of them frees the memory. Later calls throw an IllegalStateException, as they do once the Torch is
 * closed.
 */
public final class ImageFlow implements ConditionalField<float[]>, AutoCloseable {
  /** How solvers combine tensors. */
  static final StateSpace<TensorState> SPACE = new TensorSpace();
  /**
   * Images that are integrated through all steps together. There are so few that the output of a layer stays in the
   * cache; an adaptive solver chooses its steps for each such group.
   */
  private static final int CPU_GROUP = 32;
  private static final int GPU_GROUP = 2048;

  private final Torch engine;
  private final ImageNet net;
  private final Weights weights;
  private final Usage usage;
  private final Runnable check;
  private final @Nullable TimeGrid maps;

  /**
   * Puts a model on a device.
   *
   * @param engine where tensors live
   * @param model the network with its weights
   */
  public ImageFlow(Torch engine, ImageModel model) {
    this(engine, model.net(), model.weights());
  }

  /**
   * Puts weights on a device.
   *
   * @param engine where tensors live
   * @param net the network's shape
   * @param weights [{@link ImageNet#parameterCount()}], copied
   */
  public ImageFlow(Torch engine, ImageNet net, float[] weights) {
    this.engine = engine;
    this.net = net;
    this.weights = engine.call(() -> {
      Layout layout = Networks.layout(net);
      return new Weights(Weights.views(layout, Ops.tensor(engine.device(), weights, 0, layout.size())),
          engine.layerType()).keep();
    });
    this.usage = new Usage("this image flow", this.weights::free);
    this.check = () -> {};
    this.maps = null;
  }

  private ImageFlow(ImageFlow same, Runnable check, @Nullable TimeGrid maps) {
    this.engine = same.engine;
    this.net = same.net;
    this.weights = same.weights;
    this.usage = same.usage;
    this.check = check;
    this.maps = maps;
  }

  /**
   * {@return this flow, which runs a check before each evaluation of the network} If the check throws an exception, the
   * sampling ends with it, so that it can be cancelled. Both flows share their weights: closing one closes the other.
   *
   * @param other is run by all threads that evaluate the network
   */
  @Override
  public ImageFlow checking(Runnable other) {
    return new ImageFlow(this, other, maps);
  }

  /**
   * {@return this flow by its flow map along a grid, at one evaluation of the network a step} Its field has, at the time
   * of each step, the average velocity of that step, so that Euler's steps on the grid are the maps; see {@link
   * FlowMap#along}. Its guidance is a weight that the network is told. Both flows share their weights: closing one closes
   * the other.
   *
   * @param grid the times of the steps, ascending
   * @throws IllegalArgumentException if the network has learnt velocities only
   */
  public ImageFlow along(TimeGrid grid) {
    if (net.spans() == 0) {
      throw new IllegalArgumentException("the network has learnt velocities, not average velocities");
    }
    return new ImageFlow(this, check, grid);
  }

  /**
   * {@return whether the flow map can go with a weight of guidance: 1, or 1 to {@value FlowMap#MOST_GUIDANCE} if the
   * network has learnt guided maps; false if there is no map}
   *
   * @param net the network
   * @param guidance the weight
   */
  public static boolean mapsWith(ImageNet net, double guidance) {
    return net.spans() > 0 && (guidance == 1
        || (net.spans() > 1 && guidance >= 1 && guidance <= FlowMap.MOST_GUIDANCE));
  }

  /** {@return the network's shape} */
  public ImageNet net() {
    return net;
  }

  /**
   * The velocity of images of given classes, as tensors, with guidance: u + w·(c − u) (Ho and Salimans 2022).
   *
   * @param labels the class of each image, {@code classes} for any; empty for any for all
   * @param guidance w
   * @throws InvalidInputException if there is no such class, or guidance is asked for where there are no classes or the
   *           flow map has not learnt it
   */
  RowField<TensorState> field(int[] labels, double guidance) {
    requireClasses(net, labels, guidance);
    TensorField field = new TensorField(engine, net, weights);
    if (maps != null) {
      if (!mapsWith(net, guidance)) {
        throw new InvalidInputException("guidance %s: the flow map has learnt %s".formatted(guidance,
            net.spans() > 1 ? "1 to " + FlowMap.MOST_GUIDANCE : "no guidance"));
      }
      ConditionalField<TensorState> along = field.map(guidance).along(maps);
      return labels.length == 0 ? along : along.of(SPACE, labels, 1);
    }
    return labels.length == 0 ? field : field.of(SPACE, labels, guidance);
  }

  private static void requireClasses(ImageNet net, int[] labels, double guidance) {
    if (net.classes() == 0 && (labels.length > 0 || guidance != 1)) {
      throw new InvalidInputException(labels.length > 0
          ? "class %d: this model was trained without classes".formatted(labels[0])
          : "guidance %s: this model was trained without classes".formatted(guidance));
    }
    for (int label : labels) {
      if (label < 0 || label > net.classes()) {
        throw new InvalidInputException("class %d: expected 0 to %d".formatted(label, net.classes() - 1));
      }
    }
    Guidance.require("guidance", guidance);
  }

  @Override
  public int classes() {
    return net.classes();
  }

  /**
   * {@inheritDoc} The images are plain arrays, [count, dim]. Any thread may call it.
   *
   * @throws IllegalStateException if this or its Torch is closed
   */
  @Override
  public void velocity(float[] x, double t, float[] out) {
    velocity(x, t, new int[0], 1, out);
  }

  /**
   * {@inheritDoc} The images are plain arrays, [count, dim]. Any thread may call it.
   *
   * @throws IllegalStateException if this or its Torch is closed
   */
  @Override
  public void velocity(float[] x, double t, int[] labels, float[] out) {
    velocity(x, t, labels, 1, out);
  }

  private void velocity(float[] x, double t, int[] labels, double guidance, float[] out) {
    check.run();
    try (var _ = usage.enter(); var _ = engine.enter()) {
      engine.call(() -> {
        int count = x.length / net.dim();
        TensorState v = SPACE.allocate(state(x, 0, count));
        field(labels, guidance).rows(0, count).velocity(state(x, 0, count), t, v);
        Ops.copy(v.tensor(), out, 0);
        return out;
      });
    }
  }

  /**
   * {@return the guided field over plain arrays, [count, dim], for the measures and solvers of {@code flow}; any thread
   * may call it}
   *
   * @param label the class of all images; {@code classes} means any class
   * @param guidance as in {@link #sample}
   */
  public VelocityField<float[]> arrays(int label, double guidance) {
    requireClasses(net, net.classes() == 0 ? new int[0] : new int[]{label}, guidance);
    return (x, t, out) -> {
      int[] labels = new int[net.classes() == 0 ? 0 : x.length / net.dim()];
      Arrays.fill(labels, label);
      velocity(x, t, labels, guidance, out);
    };
  }

  private TensorState state(float[] x, int first, int count) {
    return new TensorState(
        Ops.tensor(engine.device(), x, first * net.dim(), count, net.channels(), net.height(), net.width()));
  }

  /**
   * Integrates images along the field: from noise to images if the solver goes from 0 to 1, from images to noise if it
   * goes from 1 to 0, and over a part of this interval if the solver covers only a part.
   *
   * @param solver the method and the times
   * @param start [count, channels, height, width] at {@link Solver#from()}; it is not changed
   * @param labels the class of each image, [count], {@code classes} for any; empty for any for all
   * @param guidance w in u + w·(c − u); 1 for the plain conditional field
   * @param progress called from time to time with the number of images done; by any thread, but never by two at once
   * @return the images at {@link Solver#to()} and their cost
   * @throws InvalidInputException if there is no such class, or guidance is asked for where there are no classes
   * @throws dev.millrace.flow.ode.SolverException if images are no longer finite, or an adaptive solver cannot reach
   *           the end; the message names these images
   * @throws IllegalStateException if this or its Torch is closed
   */
  public Sampler.Samples sample(Solver solver, float[] start, int[] labels, double guidance, IntConsumer progress) {
    return carry(start, labels, guidance, progress, (field, _, x) -> solver.solve(field, SPACE, x));
  }

  /**
   * As {@link #sample(Solver, float[], int[], double, IntConsumer)}, without reporting progress.
   *
   * @param solver the method and its times
   * @param start the state at the beginning; it is not changed
   * @param labels the class of each image; empty for any for all
   * @param guidance w in u + w·(c − u); 1 for the plain conditional field
   * @return the images and their cost
   */
  public Sampler.Samples sample(Solver solver, float[] start, int[] labels, double guidance) {
    return sample(solver, start, labels, guidance, _ -> {});
  }

  /**
   * As {@link #sample}, and keeps the way.
   *
   * @param solver the method and its times
   * @param start the state at the beginning; it is not changed
   * @param labels the class of each image; empty for any for all
   * @param guidance w in u + w·(c − u); 1 for the plain conditional field
   * @return the states at each time of a fixed grid, or at 101 uniform times of an adaptive solver's interval
   */
  public Sampler.Trajectory follow(Solver solver, float[] start, int[] labels, double guidance) {
    return follow(solver, start, labels, guidance, solver.frames(), _ -> {});
  }

  /**
   * As {@link #sample}, and keeps the way.
   *
   * @param solver the method and its times
   * @param start the state at the beginning; it is not changed
   * @param labels the class of each image; empty for any for all
   * @param guidance w in u + w·(c − u); 1 for the plain conditional field
   * @param frames the number of states kept, minus one: with an adaptive solver they are at uniform times of its
   *           interval; with a fixed-step solver this must be the number of its steps, and they are at the times of its
   *           grid
   * @param progress called with the number of images done
   * @return the images at the times that were asked for, and their cost
   * @throws IllegalArgumentException if frames is not the number of steps of a fixed-step solver
   */
  public Sampler.Trajectory follow(Solver solver, float[] start, int[] labels, double guidance, int frames,
      IntConsumer progress) {
    float[][] states = new float[frames + 1][start.length];
    Sampler.Samples samples = carry(start, labels, guidance, progress,
        (field, first, from) -> solver.follow(field, SPACE, from, frames,
            (step, _, x) -> Ops.copy(x.tensor(), states[step], first * net.dim())));
    return new Sampler.Trajectory(states, samples);
  }

  /** Integrates a group of images; {@code first} is the number of the first of them. */
  private interface Carrier {
    Solution<TensorState> carry(VelocityField<TensorState> field, int first, TensorState start);
  }

  private Sampler.Samples carry(float[] start, int[] labels, double guidance, IntConsumer progress, Carrier carrier) {
    int count = start.length / net.dim();
    if (start.length % net.dim() != 0 || (labels.length > 0 && labels.length != count)) {
      throw new IllegalArgumentException(
          "%d numbers and %d labels, expected images of %d numbers and none or one label each"
              .formatted(start.length, labels.length, net.dim()));
    }
    RowField<TensorState> field = field(labels, guidance).checking(check);
    try (var _ = usage.enter(); var _ = engine.enter()) {
      return new Tiles<>(new Groups(), net.dim()).carry(start,
          (_, first, size, images) -> carrier.carry(field.rows(first, size), first, images), progress);
    }
  }

  /** Groups of images on the threads of the engine. */
  private final class Groups implements TileEngine<TensorState> {
    @Override
    public int rows() {
      return engine.isCuda() ? GPU_GROUP : CPU_GROUP;
    }

    @Override
    public String noun() {
      return "image";
    }

    @Override
    public TensorState load(float[] points, int from, int count) {
      return state(points, from, count);
    }

    @Override
    public void store(TensorState state, float[] points, int from) {
      Ops.copy(state.tensor(), points, from * net.dim());
    }

    @Override
    public void forEach(int tasks, IntConsumer task) {
      engine.forEach(tasks, task);
    }
  }

  /**
   * Start points for sampling: noise, [count, dim].
   *
   * @param count number of images, 0 or more
   * @param dim numbers per image
   * @param seed seed of the noise
   * @param purpose purpose of the noise, which selects the stream
   * @return the noise; the first n points of a longer draw equal those of a shorter one
   */
  public static float[] noise(int count, int dim, Seed seed, Seed.Purpose purpose) {
    return noise(count, dim, seed, purpose, 0);
  }

  /**
   * As {@link #noise(int, int, Seed, Seed.Purpose)}, for one draw of several.
   *
   * @param count number of images, 0 or more
   * @param dim numbers per image
   * @param seed seed of the noise
   * @param purpose purpose of the noise, which selects the stream
   * @param index number of the draw, which selects the stream too
   * @return the noise, [count, dim]
   */
  public static float[] noise(int count, int dim, Seed seed, Seed.Purpose purpose, int index) {
    return noise(0, count, dim, seed, purpose, index);
  }

  /**
   * As {@link #noise(int, int, Seed, Seed.Purpose, int)}, from a row on.
   *
   * @param offset the index of the first row
   * @param count number of images, 0 or more
   * @param dim numbers per image
   * @param seed seed of the noise
   * @param purpose purpose of the noise, which selects the stream
   * @param index number of the draw, which selects the stream too
   * @return the noise, [count, dim]
   */
  public static float[] noise(long offset, int count, int dim, Seed seed, Seed.Purpose purpose, int index) {
    float[] x0 = new float[dev.millrace.flow.Sizes.product(count, dim)];
    for (int i = 0; i < count; i++) {
      var random = seed.generator(purpose, index, offset + i);
      for (int j = i * dim; j < (i + 1) * dim; j++) {
        x0[j] = (float) random.nextGaussian();
      }
    }
    return x0;
  }

  /** Frees the weights once the calls in progress have ended. It never waits, and may be called twice. */
  @Override
  public void close() {
    usage.close();
  }
}
