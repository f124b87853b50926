package dev.caravan.provider.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.openai.OpenAiErrorReader;
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

/** OpenAI's chat completions. */
public class OpenAiChatDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "openai-chat";

    private final String name;
    private final RequestWriter requests;

    public OpenAiChatDialect() {
        this(NAME, Flavour.OPENAI);
    }

    OpenAiChatDialect(String name, Flavour flavour) {
        this.name = name;
        this.requests = new RequestWriter(flavour);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ChatRequest decodeRequest(WireRequest request, Losses losses) {
        return new RequestReader(request, losses).read();
    }

    @Override
    public WireRequest encodeRequest(ChatRequest request, Losses losses) {
        return requests.write(request, losses);
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body);
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
        return new OpenAiStreamDecoder();
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new OpenAiStreamEncoder(request.streamUsage());
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return UsageFields.read(answer.get("usage"));
    }

    @Override
    public List<String> growingFields() {
        return List.of("content", "arguments", "reasoning_content", "reasoning", "refusal");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return OpenAiErrorReader.read(status, body);
    }
}
