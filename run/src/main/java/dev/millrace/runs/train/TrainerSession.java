package dev.millrace.runs.train;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.millrace.flow.io.Sha256;
import dev.millrace.flow.run.StateFile;
import dev.millrace.flow.text.Digits;
import dev.millrace.flow.train.Network;
import dev.millrace.flow.train.Trainer;
import dev.millrace.flow.train.TrainingEvent;
import dev.millrace.runs.work.LiveTraining;

/**
 * A training of any network in progress.
 *
 * @param trainer the training
 * @param network its network
 * @param every steps between two lines of the log
 * @param rows what a row is, such as "images"
 * @param note the note for the user after the training
 * @param model writes the model file
 * @param also told of each event after the listener
 * @param live the training as other threads may look at it
 */
public record TrainerSession(Trainer trainer, Network network, int every, String rows, Supplier<String> note,
    Model model,
    Consumer<TrainingEvent> also, LiveTraining live) implements Training.Session {
  /** Writes the model file of averaged weights. */
  @FunctionalInterface
  public interface Model {
    /**
     * Writes a file of weights.
     *
     * @param average the averaged weights
     * @param file the file
     * @throws IOException if writing fails
     */
    void write(float[] average, Path file) throws IOException;
  }

  /**
   * A session of which other threads see the steps only.
   *
   * @param trainer the training
   * @param network the network
   * @param every the steps between two lines of the log
   * @param rows what is counted in the speed, such as "pairs"
   * @param note what the progress says beside the loss
   * @param model makes the file of the model
   * @param also told of each event after the listener
   */
  public TrainerSession(Trainer trainer, Network network, int every, String rows, Supplier<String> note, Model model,
      Consumer<TrainingEvent> also) {
    this(trainer, network, every, rows, note, model, also, trainer::step);
  }

  /**
   * A session that only the listener is told of.
   *
   * @param trainer the training
   * @param network the network
   * @param every the steps between two lines of the log
   * @param rows what is counted in the speed, such as "pairs"
   * @param note what the progress says beside the loss
   * @param model makes the file of the model
   */
  public TrainerSession(Trainer trainer, Network network, int every, String rows, Supplier<String> note, Model model) {
    this(trainer, network, every, rows, note, model, _ -> {});
  }

  @Override
  public int step() {
    return trainer.step();
  }

  @Override
  public void run(Training.Listener listener, Training.GoOn goOn) {
    trainer.run(event -> {
      listener.on(event.step(), line(event), news(event));
      also.accept(event);
    }, step -> goOn.after(step, () -> StateFile.files(trainer.state(), network)));
  }

  private Map<String, Object> line(TrainingEvent event) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("loss", event.loss());
    line.put("seconds", event.seconds());
    line.put("samplesPerSecond", event.samplesPerSecond());
    line.put("learningRate", event.learningRate());
    line.put("gradientNorm", event.gradientNorm());
    if (Training.isHashed(event.step(), event.steps(), every)) {
      line.put("weights", weightsHash());
    }
    return line;
  }

  private String news(TrainingEvent event) {
    String epoch = event.epochs() == 0 ? "" : ", epoch %d of %d".formatted(event.epoch(), event.epochs());
    return String.format(Locale.ROOT, "loss %s, %,.0f %s/s%s", Digits.of(event.loss(), 4), event.samplesPerSecond(),
        rows, epoch);
  }

  @Override
  public void writeModel(Path file) throws IOException {
    model.write(trainer.average(), file);
  }

  @Override
  public String remark() {
    return note.get();
  }

  @Override
  public String weightsHash() {
    return Sha256.of(trainer.average(), ByteOrder.LITTLE_ENDIAN);
  }
}
