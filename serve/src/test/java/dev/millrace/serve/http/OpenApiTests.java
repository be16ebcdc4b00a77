package dev.millrace.serve.http;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.junit.jupiter.api.Assertions.assertEquals;

class OpenApiTests {
  private static final Handler NONE = _ -> {};

  record Inner(@Field("a flag") boolean on) {}

  record Question(@Field(value = "how many", least = 1, most = 9) int count, @Field("which") Optional<Long> seed,
      Optional<List<Double>> values, @Field(value = "a word", choices = {"a", "b"}) Optional<String> word) {}

  record Answer(double[][] rows, List<Inner> inner, Optional<Inner> last, String name) {}

  @Test
  void theDocumentSaysWhatTheRoutesDo() {
    Router router = new Router().add("GET", "/hidden", NONE)
        .add(Route.of("GET", "/live", NONE).forRole(Role.ANYBODY).says("Lives"))
        .add(Route.of("POST", "/v1/models/{model}/sample", NONE).says("Samples").takes(Question.class)
            .givesJson(Answer.class).gives("text/csv", "image/png"));
    Access closed = new Access(Optional.empty(), Optional.empty());
    JsonNode document = Json.MAPPER.valueToTree(OpenApi.of("T", "1", router, closed));
    assertEquals(
        Json.MAPPER.readTree(
            """
                {"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{
                  "/live":{"get":{"summary":"Lives","operationId":"get_live","responses":{"200":{"description":"done"},
                    "default":{"description":"the request is not done; the detail says why","content":{
                      "application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}}}},
                  "/v1/models/{model}/sample":{"post":{"summary":"Samples","operationId":"post_v1_models_model_sample",
                    "parameters":[{"name":"model","in":"path","required":true,"schema":{"type":"string"}}],
                    "requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Question"}}}},
                    "responses":{"200":{"description":"the answer","content":{
                      "application/json":{"schema":{"$ref":"#/components/schemas/Answer"}},
                      "text/csv":{"schema":{"type":"string"}},"image/png":{"schema":{"type":"string"}}}},
                    "default":{"description":"the request is not done; the detail says why","content":{
                      "application/problem+json":{"schema":{"$ref":"#/components/schemas/Problem"}}}}}}}}}
                """),
        without(document, "components"));
    JsonNode schemas = document.path("components").path("schemas");
    assertEquals(Json.MAPPER.readTree("""
        {"type":"object","properties":{
          "count":{"description":"how many","type":"integer","format":"int32","minimum":1.0,"maximum":9.0},
          "seed":{"description":"which","type":["integer","null"],"format":"int64"},
          "values":{"type":["array","null"],"items":{"type":"number"}},
          "word":{"description":"a word","type":"string","enum":["a","b"]}},
         "required":["count"],"additionalProperties":false}
        """), schemas.path("Question"));
    assertEquals(Json.MAPPER.readTree("""
        {"type":"object","properties":{
          "rows":{"type":"array","items":{"type":"array","items":{"type":"number"}}},
          "inner":{"type":"array","items":{"$ref":"#/components/schemas/Inner"}},
          "last":{"anyOf":[{"$ref":"#/components/schemas/Inner"},{"type":"null"}]},
          "name":{"type":"string"}},"required":["rows","inner","name"]}
        """), schemas.path("Answer"));
  }

  private static JsonNode without(JsonNode object, String name) {
    return ((tools.jackson.databind.node.ObjectNode) object.deepCopy()).without(name);
  }
}
