package dev.millrace.torch;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

import dev.millrace.flow.InvalidInputException;
import dev.millrace.flow.random.Seed;
import dev.millrace.flow.train.DivergedException;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * Trains an image network by conditional flow matching. The same objective, options, state and number of threads give
 * the same bits; a training that is stopped and resumed from its state ends with the same bits as one that was not
 * stopped.
 *
 * <p>The calling thread trains. The listener runs on that thread between two steps, and may sample. Another
 * thread that calls {@link #state()} during the training gets the state in the middle of a step. If the Torch is closed
 * during a training, it shuts down after the training has ended.
 */
public final class ImageTrainer {
  private final Torch engine;
  private final ImageObjective objective;
  private final ImageTrainingOptions options;
  private final ImageNet net;
  private ImageTrainingState state;
  private int step;
  /** Held while any thread reads the tensors, and while they are freed. */
  private final Object lock = new Object();
  private @Nullable TrainingTensors tensors;

  /**
   * Makes a trainer that continues from a state; {@link ImageTrainingState#random} makes an initial one.
   *
   * @throws InvalidInputException if the network and the images differ in size, the images lack the network's classes,
   *           or fixed pairs are to be mirrored
   */
  public ImageTrainer(Torch engine, ImageObjective objective, ImageTrainingOptions options, ImageTrainingState state) {
    this.engine = engine;
    this.objective = objective;
    this.options = options;
    this.net = state.net();
    this.state = state;
    this.step = state.step();
    ImageSource source = objective.source();
    if (source.dim() != net.dim()) {
      throw new InvalidInputException("images of %d numbers, the network takes %d × %d × %d".formatted(source.dim(),
          net.channels(), net.height(), net.width()));
    }
    if (options.flip() && source.hasFixedPairs()) {
      throw new InvalidInputException("fixed pairs of noise and image cannot be mirrored");
    }
    if (net.classes() > 0 && source.classes() != net.classes()) {
      throw new InvalidInputException(
          "images of %d classes, the network has %d".formatted(source.classes(), net.classes()));
    }
  }

  /** Number of steps done. */
  public int step() {
    return step;
  }

  /** A copy of the current state. A step that diverges does not change it. */
  public ImageTrainingState state() {
    synchronized (lock) {
      TrainingTensors now = tensors;
      return now == null ? state : engine.call(() -> {
        float[][] arrays = now.state();
        return new ImageTrainingState(net, step, arrays[0], arrays[1], arrays[2], arrays[3]);
      });
    }
  }

  /** The current averaged weights. */
  public float[] average() {
    synchronized (lock) {
      TrainingTensors now = tensors;
      return now == null ? state.average() : engine.call(now::average);
    }
  }

  /**
   * Trains to the last step, and informs {@code listener} at regular intervals and after the last step.
   *
   * @param listener runs on the calling thread; an exception from it ends the training
   * @return the last state
   * @throws DivergedException if the loss or the gradient stops being finite
   */
  public ImageTrainingState run(Consumer<ImageTrainingEvent> listener) {
    return run(listener, _ -> true);
  }

  /**
   * As {@link #run(Consumer)}, but can be stopped.
   *
   * @param goOn called after each step with the number of steps done; may call {@link #state()}; false ends the
   *           training
   * @return the state at that point
   * @throws DivergedException if the loss or the gradient stops being finite
   * @throws IllegalStateException if the Torch is closed, or this training is already running on another thread
   */
  public ImageTrainingState run(Consumer<ImageTrainingEvent> listener, IntPredicate goOn) {
    try (var _ = engine.enter(); TrainingTensors now = begin()) {
      try {
        return run(now, listener, goOn);
      } finally {
        end();
      }
    }
  }

  private TrainingTensors begin() {
    synchronized (lock) {
      if (tensors != null) {
        throw new IllegalStateException("this training is running already, on another thread");
      }
      TrainingTensors now = engine.call(() -> new TrainingTensors(engine, Networks.layout(net),
          Math.ceilDiv(options.batch(), options.micro()), state.weights(), state.average(), state.first(),
          state.second()));
      tensors = now;
      return now;
    }
  }

  private void end() {
    synchronized (lock) {
      state = state();
      tensors = null;
    }
  }

  private ImageTrainingState run(TrainingTensors now, Consumer<ImageTrainingEvent> listener, IntPredicate goOn) {
    try (ImageBatches batches = new ImageBatches(objective, options)) {
      Clock clock = new Clock();
      while (step < options.steps()) {
        ImageBatch batch = batches.take(step + 1);
        TrainingTensors.Outcome outcome = now.step((weights, part) -> loss(batch, weights, part), move(step + 1));
        if (!outcome.isFinite()) {
          throw new DivergedException(step + 1, outcome.loss(), outcome.gradientNorm(), step);
        }
        step++;
        clock.add(outcome.loss());
        if (step % options.eventSteps() == 0 || step == options.steps()) {
          listener.accept(clock.event(outcome.gradientNorm()));
        }
        if (!goOn.test(step)) {
          break;
        }
      }
      return state();
    }
  }

  private TrainingTensors.Move move(int next) {
    return new TrainingTensors.Move(next, options.learningRate().at(next, options.steps()), options.optimizer(),
        options.clip(), Math.min(options.ema(), (1.0 + next) / (10.0 + next)));
  }

  private Tensor loss(ImageBatch batch, Weights weights, int part) {
    int count = batch.t().length;
    int from = part * options.micro();
    int size = Math.min(options.micro(), count - from);
    Tensor t = Ops.tensor(engine.device(), batch.t(), from, size);
    Tensor labels = net.classes() == 0 || batch.labels().length == 0
        ? null
        : Ops.indices(engine.device(), Arrays.copyOfRange(batch.labels(), from, from + size));
    Tensor v = Networks.velocity(net, weights, images(batch.xt(), from, size), t, labels,
        dropping(batch.step(), part));
    return Ops.loss(options.loss(), v, images(batch.target(), from, size)).mul(new Scalar((double) size / count));
  }

  private Tensor images(float[] values, int from, int size) {
    return Ops.tensor(engine.device(), values, from * net.dim(), size, net.channels(), net.height(), net.width());
  }

  /** A separate generator for the part; on a GPU, which one thread drives, the device's generator with a new seed. */
  private GeneratorOptional dropping(int number, int part) {
    long seed = options.seed().generator(Seed.Purpose.DROPOUT, number, part).nextLong();
    if (engine.isCuda()) {
      torch.manual_seed(seed);
      return new GeneratorOptional();
    }
    return new GeneratorOptional(torch.make_generator_cpu(seed));
  }

  /** Sums since the training began and since the last event. */
  private final class Clock {
    private final long start = System.nanoTime();
    private final int startStep = step;
    private long last = start;
    private int lastStep = step;
    private double lossSum;

    void add(double loss) {
      lossSum += loss;
    }

    ImageTrainingEvent event(double gradientNorm) {
      long now = System.nanoTime();
      int since = step - lastStep;
      double seconds = (now - start) * 1e-9;
      double secondsAStep = seconds / (step - startStep);
      double stepsAnEpoch = (double) objective.source().count() / options.batch();
      int epoch = (int) Math.ceil(step / stepsAnEpoch);
      double ofEpoch = Math.max(0, Math.min(options.steps(), epoch * stepsAnEpoch) - step);
      ImageTrainingEvent event = new ImageTrainingEvent(step, options.steps(), lossSum / since, gradientNorm,
          options.learningRate().at(step, options.steps()), seconds,
          since * (double) options.batch() / ((now - last) * 1e-9), epoch,
          (int) Math.ceil(options.steps() / stepsAnEpoch), ofEpoch * secondsAStep,
          (options.steps() - step) * secondsAStep, ImageTrainer.this);
      last = now;
      lastStep = step;
      lossSum = 0;
      return event;
    }
  }
}
