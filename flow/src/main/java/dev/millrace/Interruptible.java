package dev.millrace;

import java.util.concurrent.CancellationException;

import dev.millrace.flow.ode.DifferentiableConditionalField;
import dev.millrace.flow.ode.FlowMap;

/**
 * A field that can be evaluated until a thread is interrupted.
 *
 * @param field the field
 * @param caller the thread whose call evaluates it, on this or on other threads
 */
record Interruptible(DifferentiableConditionalField<float[]> field, Thread caller)
    implements
      DifferentiableConditionalField<float[]> {

  static Interruptible here(DifferentiableConditionalField<float[]> field) {
    return new Interruptible(field, Thread.currentThread());
  }

  /** A flow map that can be evaluated until this thread is interrupted. */
  static FlowMap<float[]> here(FlowMap<float[]> map) {
    Thread caller = Thread.currentThread();
    return new FlowMap<>() {
      @Override
      public int classes() {
        return map.classes();
      }

      @Override
      public void average(float[] x, double s, double h, int[] labels, float[] out) {
        check(caller);
        map.average(x, s, h, labels, out);
      }
    };
  }

  private void check() {
    check(caller);
  }

  static void check(Thread caller) {
    if (caller.isInterrupted()) {
      throw new CancellationException("interrupted");
    }
  }

  @Override
  public int classes() {
    return field.classes();
  }

  @Override
  public void velocity(float[] x, double t, float[] out) {
    check();
    field.velocity(x, t, out);
  }

  @Override
  public void velocity(float[] x, double t, int[] labels, float[] out) {
    check();
    field.velocity(x, t, labels, out);
  }

  @Override
  public void velocities(float[] x, double t, int[] labels, float[] ofClass, float[] ofAny) {
    check();
    field.velocities(x, t, labels, ofClass, ofAny);
  }

  @Override
  public void jvp(float[] x, double t, float[] dx, double dt, float[] out, float[] dout) {
    check();
    field.jvp(x, t, dx, dt, out, dout);
  }

  @Override
  public void jvp(float[] x, double t, int[] labels, float[] dx, double dt, float[] out, float[] dout) {
    check();
    field.jvp(x, t, labels, dx, dt, out, dout);
  }
}
