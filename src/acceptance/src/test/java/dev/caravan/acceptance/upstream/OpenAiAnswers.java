package dev.caravan.acceptance.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Answers as OpenAI would, from the golden files. Stateless. */
final class OpenAiAnswers implements Script {

    /** What OpenAI sends along: some of it a client may see, some of it must stay behind. */
    static final Map<String, String> HEADERS = Map.ofEntries(
            Map.entry("x-request-id", "req_upstream"),
            Map.entry("openai-organization", "org-upstream"),
            Map.entry("openai-processing-ms", "42"),
            Map.entry("openai-version", "2020-10-01"),
            Map.entry("x-ratelimit-limit-requests", "5000"),
            Map.entry("x-ratelimit-remaining-requests", "4999"),
            Map.entry("x-ratelimit-remaining-tokens", "159975"),
            Map.entry("set-cookie", "__cf_bm=upstream-cookie; path=/; HttpOnly"),
            Map.entry("server", "upstream-server"),
            Map.entry("via", "1.1 upstream-cdn"),
            Map.entry("x-ingate-served-by", "forged"),
            Map.entry("access-control-allow-origin", "https://upstream.example"));

    /** SDKs may say more of a field than its name. */
    private static final Pattern STREAMED_FORM = Pattern.compile("name=\"stream\"\r\n(?:[^\r\n]+\r\n)*\r\ntrue\r\n");

    private static final Map<String, String> SOUND_HEADERS =
            Map.of("content-type", "audio/mpeg", "x-request-id", "req_upstream");

    private static final Recorded RECORDED = new Recorded(HEADERS);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        switch (call.method() + " " + call.path()) {
            case "POST /v1/chat/completions" -> chat(exchange, call.json());
            case "POST /v1/embeddings" -> {
                boolean text = call.json().path("encoding_format").asText().equals("base64");
                RECORDED.whole(exchange, text ? "openai/embeddings-base64.json" : "openai/embeddings-float.json");
            }
            case "POST /v1/images/generations", "POST /v1/images/edits", "POST /v1/images/variations" ->
                RECORDED.whole(exchange, "openai/images.json");
            case "POST /v1/completions" -> {
                if (call.json().path("stream").asBoolean()) {
                    RECORDED.stream(exchange, "openai/completion-stream.sse");
                } else {
                    RECORDED.whole(exchange, "openai/completion.json");
                }
            }
            case "POST /v1/audio/transcriptions", "POST /v1/audio/translations" -> transcription(exchange);
            case "POST /v1/audio/speech" -> exchange.whole(200, SOUND_HEADERS, sound());
            case "POST /v1/moderations" -> RECORDED.whole(exchange, "openai/moderation.json");
            case "GET /v1/models" -> RECORDED.whole(exchange, "openai/models.json");
            case "POST /v1/files", "GET /v1/files/file-caravan1" -> RECORDED.whole(exchange, "openai/file.json");
            case "GET /v1/files" -> {
                boolean second = String.valueOf(call.query()).contains("after=");
                RECORDED.whole(exchange, second ? "openai/file-list.json" : "openai/file-list-foreign.json");
            }
            case "GET /v1/files/file-caravan1/content",
                    "GET /v1/files/file-caravan-output/content",
                    "GET /v1/files/file-caravan-parts/content" ->
                exchange.whole(
                        200,
                        Map.of("content-type", "application/octet-stream"),
                        Goldens.bytes("openai/file-content.jsonl"));
            case "DELETE /v1/files/file-caravan1" -> RECORDED.whole(exchange, "openai/file-deleted.json");
            case "POST /v1/uploads" -> RECORDED.whole(exchange, "openai/upload.json");
            case "POST /v1/uploads/upload_caravan1/parts" -> RECORDED.whole(exchange, "openai/upload-part.json");
            case "POST /v1/uploads/upload_caravan1/complete" ->
                RECORDED.whole(exchange, "openai/upload-completed.json");
            case "POST /v1/uploads/upload_caravan1/cancel" -> RECORDED.whole(exchange, "openai/upload-cancelled.json");
            case "POST /v1/batches", "GET /v1/batches/batch_caravan1" -> RECORDED.whole(exchange, "openai/batch.json");
            case "GET /v1/batches" -> RECORDED.whole(exchange, "openai/batch-list.json");
            case "POST /v1/batches/batch_caravan1/cancel" -> RECORDED.whole(exchange, "openai/batch-cancelling.json");
            default -> mirror(exchange);
        }
    }

    private static void chat(UpstreamExchange exchange, JsonNode body) throws IOException, InterruptedException {
        JsonNode messages = body.path("messages");
        boolean result =
                messages.path(messages.size() - 1).path("role").asText().equals("tool");
        boolean structured = body.path("response_format").path("type").asText().equals("json_schema");
        String kind = structured ? "-structured" : body.path("tools").size() > 0 && !result ? "-tools" : "";
        if (body.path("stream").asBoolean()) {
            RECORDED.stream(exchange, "openai/chat" + kind + "-stream.sse");
        } else {
            RECORDED.whole(exchange, "openai/chat" + kind + ".json");
        }
    }

    private static void transcription(UpstreamExchange exchange) throws IOException, InterruptedException {
        if (STREAMED_FORM.matcher(exchange.call().bodyText()).find()) {
            RECORDED.stream(exchange, "openai/transcription-stream.sse");
        } else {
            RECORDED.whole(exchange, "openai/transcription.json");
        }
    }

    /** Every byte there is, many times: 100,096 of them. */
    private static byte[] sound() {
        byte[] sound = new byte[391 * 256];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (byte) i;
        }
        return sound;
    }

    /** Any other path: says what came, so that a test of the pass-through sees it from the client's side too. */
    private static void mirror(UpstreamExchange exchange) throws IOException, InterruptedException {
        RecordedCall call = exchange.call();
        String seen = JSON.createObjectNode()
                .put("method", call.method())
                .put("path", call.path())
                .put("query", call.query())
                .put("bytes", call.bodyBytes())
                .put("sha256", call.bodySha256())
                .toString();
        exchange.whole(200, HEADERS, seen.getBytes(StandardCharsets.UTF_8));
    }
}
