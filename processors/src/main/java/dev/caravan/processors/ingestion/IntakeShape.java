package dev.caravan.processors.ingestion;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a report of NeMo Intake, property by property. Source: "Ingest Chat Completion" of the NeMo Platform API reference,
 * schema {@code ChatCompletionsIngestRequest}.
 */
final class IntakeShape {

    private static final List<String> ROLES = List.of("user", "system", "assistant", "developer", "tool", "function");
    private static final List<String> TEXTS = List.of("session_id", "trace_id", "provider");
    private static final List<String> NUMBERS = List.of("cost_usd", "cost_input_usd", "cost_output_usd");
    static final String OBJECT = "a valid dictionary or object to extract fields from";

    private final IntakeFaults faults;

    private IntakeShape(IntakeFaults faults) {
        this.faults = faults;
    }

    /** @param faults learns what is wrong with the report, in the order in which FastAPI tells it */
    static void check(ObjectNode report, IntakeFaults faults) {
        IntakeShape shape = new IntakeShape(faults);
        shape.context(report, "experiment_context", List.of("experiment_id"), List.of("test_case_id"));
        shape.context(
                report,
                "evaluation_context",
                List.of(),
                List.of("evaluation_id", "evaluation_sha", "evaluation_run_id", "test_case_id"));
        shape.request(report);
        if (!report.has("response")) {
            shape.faults.missing(List.of(), "response", report);
        }
        TEXTS.forEach(field -> shape.text(report, List.of(), field));
        for (String field : NUMBERS) {
            JsonNode value = present(report, field);
            if (value != null) {
                shape.usd(List.of(), field, value);
            }
        }
        shape.costDetails(report);
    }

    private void context(ObjectNode report, String name, List<String> required, List<String> optional) {
        JsonNode context = present(report, name);
        if (context == null) {
            return;
        }
        if (!(context instanceof ObjectNode object)) {
            faults.wrong("model_attributes_type", List.of(), name, OBJECT, context);
            return;
        }
        for (String field : required) {
            requiredText(object, List.of(name), field);
        }
        optional.forEach(field -> text(object, List.of(name), field));
        JsonNode metadata = present(object, "metadata");
        if (name.equals("evaluation_context") && metadata != null && !metadata.isObject()) {
            faults.wrong("dict_type", List.of(name), "metadata", "a valid dictionary", metadata);
        }
    }

    private void request(ObjectNode report) {
        JsonNode request = report.get("request");
        if (request == null) {
            faults.missing(List.of(), "request", report);
            return;
        }
        if (!(request instanceof ObjectNode object)) {
            faults.wrong("model_attributes_type", List.of(), "request", OBJECT, request);
            return;
        }
        JsonNode messages = object.get("messages");
        if (messages == null) {
            faults.missing(List.of("request"), "messages", object);
        } else if (messages instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                message(array.get(i), i);
            }
        } else {
            faults.wrong("list_type", List.of("request"), "messages", "a valid list", messages);
        }
        requiredText(object, List.of("request"), "model");
    }

    private void message(JsonNode message, int index) {
        List<Object> messages = List.of("request", "messages");
        if (!(message instanceof ObjectNode object)) {
            faults.wrong("model_attributes_type", messages, index, OBJECT, message);
            return;
        }
        List<Object> at = new ArrayList<>(messages);
        at.add(index);
        JsonNode role = object.get("role");
        if (role == null) {
            faults.missing(at, "role", object);
        } else if (!role.isTextual() || !ROLES.contains(role.textValue())) {
            faults.none(at, "role", ROLES, role);
        }
    }

    private void costDetails(ObjectNode report) {
        JsonNode details = present(report, "cost_details");
        if (details instanceof ObjectNode object) {
            object.properties().forEach(entry -> usd(List.of("cost_details"), entry.getKey(), entry.getValue()));
        } else if (details != null) {
            faults.wrong("dict_type", List.of(), "cost_details", "a valid dictionary", details);
        }
    }

    private void requiredText(ObjectNode object, List<Object> at, String field) {
        JsonNode value = object.get(field);
        if (value == null) {
            faults.missing(at, field, object);
        } else if (!value.isTextual()) {
            faults.wrong("string_type", at, field, "a valid string", value);
        }
    }

    private void text(ObjectNode object, List<Object> at, String field) {
        JsonNode value = present(object, field);
        if (value != null && !value.isTextual()) {
            faults.wrong("string_type", at, field, "a valid string", value);
        }
    }

    private void usd(List<Object> at, String field, JsonNode value) {
        Double number = IntakeNumbers.of(value);
        if (number == null) {
            boolean text = value.isTextual();
            faults.wrong(
                    text ? "float_parsing" : "float_type",
                    at,
                    field,
                    "a valid number" + (text ? ", unable to parse string as a number" : ""),
                    value);
        } else if (!IntakeNumbers.isAmount(number)) {
            faults.wrong("finite_number", at, field, "a finite number", value);
        }
    }

    private static @Nullable JsonNode present(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? null : value;
    }
}
