package dev.caravan.provider.cohere.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.cohere.CohereErrorReader;
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

/** Cohere's chat, version 2. */
public final class CohereChatDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "cohere";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(WireRequest request, Losses losses) {
        return new RequestReader(request, losses).read();
    }

    @Override
    public WireRequest encodeRequest(ChatRequest request, Losses losses) {
        return new RequestWriter(request, losses).write();
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body, losses);
    }

    @Override
    public JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses) {
        return AnswerWriter.write(answer, losses);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new CohereStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new CohereStreamEncoder();
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return UsageFields.read(answer.get("usage"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("text", "thinking", "tool_plan", "arguments");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return CohereErrorReader.read(status, body);
    }
}
