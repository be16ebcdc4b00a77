package dev.millrace.torch;

import dev.millrace.flow.data.ImageSet;

/** The images of an {@code ImageSet} as training images. */
record SetSource(ImageSet set) implements ImageSource {
  @Override
  public int count() {
    return set.count();
  }

  @Override
  public int dim() {
    return set.imageSize();
  }

  @Override
  public int classes() {
    return set.classes();
  }

  @Override
  public void read(int index, float[] x1, int at, boolean flip) {
    set.toFloats(index, x1, at);
    if (flip) {
      for (int row = at; row < at + dim(); row += set.width()) {
        mirror(x1, row, row + set.width() - 1);
      }
    }
  }

  private static void mirror(float[] x, int left, int right) {
    for (int i = left, j = right; i < j; i++, j--) {
      float swapped = x[i];
      x[i] = x[j];
      x[j] = swapped;
    }
  }

  @Override
  public int label(int index) {
    return set.labels().length == 0 ? 0 : set.labels()[index];
  }
}
