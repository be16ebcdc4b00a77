module images {
  requires dev.millrace.images;
}
