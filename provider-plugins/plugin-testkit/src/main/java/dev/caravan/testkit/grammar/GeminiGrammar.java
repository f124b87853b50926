package dev.caravan.testkit.grammar;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.wire.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams of Gemini's {@code streamGenerateContent?alt=sse}: unnamed events, each a GenerateContentResponse, without an event
 * that ends them. A stream is whole when every candidate has said why it finished and the last event says what was used, when
 * the prompt was blocked, or when its last event is an error.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content#v1beta.GenerateContentResponse">GenerateContentResponse</a>,
 * v1beta, and for errors <a href="https://google.aip.dev/193">AIP-193</a>.
 */
public final class GeminiGrammar implements StreamGrammar {

    private static final Set<String> RESPONSE = Set.of(
            "candidates", "promptFeedback", "usageMetadata", "modelVersion", "responseId", "createTime", "modelStatus");
    private static final Set<String> CANDIDATE = Set.of(
            "content",
            "finishReason",
            "finishMessage",
            "index",
            "safetyRatings",
            "citationMetadata",
            "groundingMetadata",
            "urlContextMetadata",
            "tokenCount",
            "avgLogprobs",
            "logprobsResult");
    private static final Set<String> DATA = Set.of(
            "text",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse");
    private static final Set<String> BESIDE_DATA =
            Set.of("thought", "thoughtSignature", "videoMetadata", "mediaResolution", "partMetadata");
    private static final Set<String> FINISH_REASONS = Set.of(
            "STOP",
            "MAX_TOKENS",
            "SAFETY",
            "RECITATION",
            "LANGUAGE",
            "OTHER",
            "BLOCKLIST",
            "PROHIBITED_CONTENT",
            "SPII",
            "MALFORMED_FUNCTION_CALL",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "MISSING_THOUGHT_SIGNATURE",
            "MALFORMED_RESPONSE",
            "MODEL_ARMOR",
            "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT",
            "IMAGE_RECITATION",
            "IMAGE_OTHER",
            "NO_IMAGE");
    private static final Set<String> STATUSES = Set.of(
            "CANCELLED",
            "UNKNOWN",
            "INVALID_ARGUMENT",
            "DEADLINE_EXCEEDED",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "UNAUTHENTICATED",
            "RESOURCE_EXHAUSTED",
            "FAILED_PRECONDITION",
            "ABORTED",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "INTERNAL",
            "UNAVAILABLE",
            "DATA_LOSS");

    @Override
    public void check(byte[] stream) {
        new Check().stream(text(stream));
    }

    private static String text(byte[] stream) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(stream))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("the stream is no UTF-8", e);
        }
    }

    /** One stream's state. */
    private static final class Check {

        private final Map<Integer, Boolean> finished = new HashMap<>();
        private @Nullable String model;
        private @Nullable String id;
        private int events;
        private boolean blocked;
        private boolean failed;
        private boolean lastHadUsage;

        void stream(String text) {
            String lines = text.replace("\r\n", "\n");
            require(lines.endsWith("\n\n"), "the stream ends within an event");
            for (String event : lines.substring(0, lines.length() - 2).split("\n\n", -1)) {
                event(event);
                events++;
            }
            if (!failed && !blocked) {
                require(!finished.isEmpty(), "the stream has no candidate");
                require(
                        finished.values().stream().allMatch(done -> done),
                        "the stream ends before every candidate has a finishReason: " + finished);
                require(lastHadUsage, "the last event has no usageMetadata");
            }
        }

        private void event(String event) {
            require(event.startsWith("data: "), "an event is not one line of data: " + event);
            require(event.indexOf('\n') < 0, "an event has more than one line: " + event);
            JsonNode json = Json.parse(event.substring("data: ".length()));
            require(json != null && json.isObject(), "an event is no JSON object: " + event);
            require(!failed, "there is an event behind the error: " + event);
            require(!blocked, "there is an event behind the blocked prompt: " + event);
            JsonNode response = Objects.requireNonNull(json);
            if (response.has("error")) {
                error(response);
            } else {
                response(response);
            }
        }

        private void error(JsonNode response) {
            failed = true;
            JsonNode error = response.path("error");
            require(response.size() == 1, "there is something beside the error: " + response);
            int code = error.path("code").asInt();
            require(code >= 400 && code <= 599, "the error has no HTTP status as its code: " + error);
            require(error.path("message").isTextual(), "the error has no message: " + error);
            require(STATUSES.contains(error.path("status").asText()), "the error's status is unknown: " + error);
        }

        private void response(JsonNode response) {
            known(response, RESPONSE, "a response");
            model = same(model, response, "modelVersion");
            id = same(id, response, "responseId");
            lastHadUsage = response.has("usageMetadata");
            if (lastHadUsage) {
                usage(response.path("usageMetadata"));
            }
            JsonNode candidates = response.path("candidates");
            if (response.path("promptFeedback").has("blockReason")) {
                require(events == 0 && candidates.isEmpty(), "a prompt is blocked only before anything else");
                blocked = true;
                return;
            }
            require(candidates.isArray() && !candidates.isEmpty(), "a response has no candidates: " + response);
            Set<Integer> indexes = new HashSet<>();
            for (JsonNode candidate : candidates) {
                int index = candidate.path("index").asInt(0);
                require(indexes.add(index), "a candidate comes twice in one response: " + response);
                candidate(index, candidate);
            }
        }

        private void candidate(int index, JsonNode candidate) {
            known(candidate, CANDIDATE, "a candidate");
            require(index >= 0, "a candidate's index is negative: " + candidate);
            require(!finished.getOrDefault(index, false), "candidate " + index + " goes on after its finishReason");
            JsonNode content = candidate.path("content");
            if (!content.isMissingNode()) {
                known(content, Set.of("parts", "role"), "a content");
                require(content.path("role").asText().equals("model"), "the role is not model: " + content);
                require(content.path("parts").isArray(), "a content has no parts: " + content);
                content.path("parts").forEach(Check::part);
            }
            String reason = candidate.path("finishReason").asText("");
            require(reason.isEmpty() || FINISH_REASONS.contains(reason), "unknown finishReason " + reason);
            require(!reason.isEmpty() || !content.path("parts").isEmpty(), "a candidate says nothing: " + candidate);
            finished.put(index, !reason.isEmpty());
        }

        private static void part(JsonNode part) {
            List<String> data = part.properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(DATA::contains)
                    .toList();
            require(data.size() == 1, "a part has not exactly one kind of data: " + part);
            part.properties()
                    .forEach(field -> require(
                            DATA.contains(field.getKey()) || BESIDE_DATA.contains(field.getKey()),
                            "a part has an unknown field " + field.getKey()));
            if (part.has("thought")) {
                require(part.path("thought").isBoolean(), "thought is no boolean: " + part);
            }
            if (part.has("thoughtSignature")) {
                require(isBase64(part.path("thoughtSignature").asText()), "a signature is no base64: " + part);
            }
            JsonNode value = part.path(data.get(0));
            switch (data.get(0)) {
                case "text" -> require(value.isTextual(), "text is no string: " + part);
                case "functionCall" -> {
                    known(value, Set.of("id", "name", "args"), "a function call");
                    require(!value.path("name").asText().isEmpty(), "a function call has no name: " + part);
                    require(!value.has("args") || value.path("args").isObject(), "args are no object: " + part);
                    require(!value.has("id") || value.path("id").isTextual(), "an id is no string: " + part);
                }
                case "inlineData" -> {
                    require(!value.path("mimeType").asText().isEmpty(), "a blob has no mimeType: " + part);
                    require(isBase64(value.path("data").asText()), "a blob is no base64: " + part);
                }
                case "fileData" -> require(!value.path("fileUri").asText().isEmpty(), "a file has no URI: " + part);
                default -> require(value.isObject(), data.get(0) + " is no object: " + part);
            }
        }

        private static void usage(JsonNode usage) {
            long sum = 0;
            for (String count : List.of(
                    "promptTokenCount", "toolUsePromptTokenCount", "candidatesTokenCount", "thoughtsTokenCount")) {
                JsonNode tokens = usage.path(count);
                require(tokens.isMissingNode() || tokens.isIntegralNumber(), count + " is no count: " + usage);
                require(tokens.asLong() >= 0, count + " is negative: " + usage);
                sum += tokens.asLong();
            }
            require(usage.path("totalTokenCount").asLong() == sum, "totalTokenCount is not the sum: " + usage);
        }

        private static String same(@Nullable String before, JsonNode response, String field) {
            String now = response.path(field).asText("");
            require(!now.isEmpty(), "a response has no " + field + ": " + response);
            require(before == null || before.equals(now), field + " changes from " + before + " to " + now);
            return now;
        }

        private static void known(JsonNode json, Set<String> fields, String what) {
            json.properties()
                    .forEach(field ->
                            require(fields.contains(field.getKey()), what + " has an unknown field " + field.getKey()));
        }

        private static boolean isBase64(String text) {
            try {
                return Base64.getDecoder().decode(text).length > 0;
            } catch (IllegalArgumentException malformed) {
                return false;
            }
        }

        private static void require(boolean holds, String fault) {
            if (!holds) {
                throw new AssertionError(fault);
            }
        }
    }
}
