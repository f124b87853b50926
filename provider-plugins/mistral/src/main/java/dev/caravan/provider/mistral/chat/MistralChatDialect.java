package dev.caravan.provider.mistral.chat;

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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Mistral's chat completions. They look like OpenAI's and differ: {@code random_seed}, {@code any}, thoughts as parts of the
 * content, documents by URL, tool calls whole and with ids of nine letters and digits, the usage in a stream's last chunk
 * whether asked for or not, and no field that Mistral does not know.
 */
public final class MistralChatDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "mistral-chat";

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
        return new RequestWriter(losses).write(request);
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body);
    }

    @Override
    public JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses) {
        return new AnswerWriter(losses).write(answer);
    }

    @Override
    public String streamContentType() {
        return "text/event-stream";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new MistralStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new MistralStreamEncoder();
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return UsageFields.read(answer.get("usage"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("content", "text", "arguments");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return MistralErrors.read(status, body);
    }
}
