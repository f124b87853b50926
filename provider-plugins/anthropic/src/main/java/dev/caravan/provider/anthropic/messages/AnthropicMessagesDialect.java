package dev.caravan.provider.anthropic.messages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.chat.ChatAnswer;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.spi.chat.Losses;
import dev.caravan.spi.chat.StreamDecoder;
import dev.caravan.spi.chat.StreamEncoder;
import dev.caravan.spi.chat.Usage;
import dev.caravan.spi.chat.WireRequest;
import dev.caravan.spi.wire.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's Messages API. What depends on the model (how it is asked to think, which sampling it takes, how long its
 * answers may be) goes by the version in the model's name, see {@link ClaudeModel}.
 */
public final class AnthropicMessagesDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "anthropic-messages";

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
        return new AnswerWriter(losses).write(answer, request);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new MessagesStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new MessagesStreamEncoder(request.model());
    }

    @Override
    public boolean startsWithUsage() {
        return true;
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return new UsageCounter().add(Fields.ofAnswer(answer).object("usage"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("text", "partial_json", "thinking");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return ErrorFields.read(status, body);
    }
}
