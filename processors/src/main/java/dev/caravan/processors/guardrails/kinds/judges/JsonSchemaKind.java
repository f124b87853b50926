package dev.caravan.processors.guardrails.kinds.judges;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.caravan.processors.guardrails.kinds.text.SettingsFiles;
import dev.caravan.processors.schema.FencedBlock;
import dev.caravan.processors.schema.JsonSchema;
import dev.caravan.processors.schema.SchemaFault;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Judges whether a text is JSON that conforms to a schema. A text that is one fenced block is taken for what is in it. */
public final class JsonSchemaKind implements GuardrailKind {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public String name() {
        return "json-schema";
    }

    @Override
    public Guardrail create(Settings settings) {
        LookAt lookAt = LookAt.read(settings, LookAt.LAST);
        boolean inline = settings.json("schema").isPresent();
        String key = inline ? "schema" : "schema-file";
        JsonNode schema = settings.json("schema")
                .or(() -> SettingsFiles.read(settings, "schema-file").map(text -> parse(settings, text)))
                .orElseThrow(() -> settings.invalid("schema", "is missing", "Write a schema, or name a schema-file"));
        if (inline && settings.text("schema-file").isPresent()) {
            throw settings.invalid("schema-file", "there is a schema as well", "Remove one of them");
        }
        try {
            return new Conforming(JsonSchema.compile(schema), lookAt);
        } catch (IllegalArgumentException e) {
            throw settings.invalid(key, "is no usable JSON Schema: " + e.getMessage(), "Mend the schema");
        }
    }

    private static JsonNode parse(Settings settings, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw settings.invalid("schema-file", "is no JSON: " + e.getOriginalMessage(), "Mend the file");
        }
    }

    private record Conforming(JsonSchema schema, LookAt lookAt) implements TextJudge {

        @Override
        public CompletionStage<Judgement> judge(Subject subject) {
            return CompletableFuture.completedFuture(judge(FencedBlock.unfenced(lookAt.of(subject))));
        }

        private Judgement judge(String text) {
            JsonNode value;
            try {
                value = JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return Judgement.failed("The text is no JSON.");
            }
            if (value.isMissingNode()) {
                return Judgement.failed("The text is empty, and no JSON.");
            }
            List<SchemaFault> faults = schema.faults(value);
            if (faults.isEmpty()) {
                return Judgement.PASSED;
            }
            SchemaFault first = faults.get(0);
            String place = first.pointer().isEmpty() ? "the whole" : first.pointer();
            String more = faults.size() > 1 ? " (and " + (faults.size() - 1) + " more)" : "";
            return Judgement.failed(
                    "The text does not conform to the schema: at " + place + ": " + first.message() + more);
        }
    }
}
