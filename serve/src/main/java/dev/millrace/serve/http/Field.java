package dev.millrace.serve.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a component of a record may be, where the record is a JSON object. It is read both when a body is checked and when the OpenAPI document
 * is made. {@code @JsonProperty} gives a component another name.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {
  /** {@return one line that says what it is} */
  String value();

  /** {@return the least number} */
  double least() default Double.NEGATIVE_INFINITY;

  /** {@return the greatest number} */
  double most() default Double.POSITIVE_INFINITY;

  /** {@return the texts that it may be; none for any} */
  String[] choices() default {};
}
