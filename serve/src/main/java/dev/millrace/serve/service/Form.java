package dev.millrace.serve.service;

import java.util.ArrayList;
import java.util.List;

/** The forms of an answer. */
enum Form {
  JSON("application/json", ".jsonl"),
  LINES("application/x-ndjson", ".jsonl"),
  CSV("text/csv", ".csv"),
  NPY("application/x-npy", ".npy"),
  PNG("image/png", ".png"),
  PARQUET("application/vnd.apache.parquet", ".parquet");

  private final String type;
  private final String ending;

  Form(String type, String ending) {
    this.type = type;
    this.ending = ending;
  }

  /** The media type. */
  String type() {
    return type;
  }

  /** The ending of the file of the same content; for JSON that of its rows. */
  String ending() {
    return ending;
  }

  /** {@return the forms of rows that can be written to some files} */
  static List<Form> of(List<String> endings) {
    List<Form> forms = new ArrayList<>();
    for (Form form : values()) {
      if (endings.contains(form.ending)) {
        forms.add(form);
      }
    }
    return forms;
  }

  static List<String> types(List<Form> forms) {
    return forms.stream().map(Form::type).toList();
  }
}
