package dev.caravan.provider.gemini.generate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.gemini.wire.ProtoFields;
import dev.caravan.provider.gemini.wire.RpcErrors;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dialect {@code gemini}: Gemini's {@code generateContent} and {@code streamGenerateContent?alt=sse}. Model and stream are
 * in the path; fields are read in camel and in snake case, and written in camel case.
 *
 * <p>Source: <a href="https://ai.google.dev/api/generate-content">Generating content</a>, v1beta.
 */
public final class GeminiDialect implements ChatDialect {

    static final String NAME = "gemini";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(WireRequest request, Losses losses) {
        return new RequestReader(losses).read(request);
    }

    @Override
    public WireRequest encodeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(losses).write(request);
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return new AnswerReader(losses).read(body);
    }

    @Override
    public JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses) {
        return new AnswerWriter(losses).write(answer, request);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new GeminiStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new GeminiStreamEncoder(request);
    }

    @Override
    public List<String> usageFields() {
        return List.of("usageMetadata");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return UsageMetadata.read(ProtoFields.ofAnswer(answer).object("usageMetadata"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("text");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return RpcErrors.read(status, body);
    }
}
