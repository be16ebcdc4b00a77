module points {
  requires dev.millrace.runs;
}
