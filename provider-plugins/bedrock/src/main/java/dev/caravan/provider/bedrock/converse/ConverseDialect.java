package dev.caravan.provider.bedrock.converse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.bedrock.BedrockErrors;
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
import org.jspecify.annotations.Nullable;

/**
 * Amazon Bedrock's Converse. The model and the streaming are in the path, so only {@link WireRequest#model} and {@link
 * WireRequest#stream} say them. What only some models know ({@code top_k}, thinking) goes into {@code
 * additionalModelRequestFields} for Anthropic's, and is a loss for others. Streams are {@code application/vnd.amazon.eventstream}.
 */
public final class ConverseDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "bedrock-converse";

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
        return new AnswerWriter(losses).write(answer);
    }

    @Override
    public String streamContentType() {
        return "application/vnd.amazon.eventstream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new ConverseStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new ConverseStreamEncoder();
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return TokenUsage.read(Fields.ofAnswer(answer).object("usage"));
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return BedrockErrors.read(status, body);
    }
}
