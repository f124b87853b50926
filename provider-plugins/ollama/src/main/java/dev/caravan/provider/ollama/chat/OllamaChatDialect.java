package dev.caravan.provider.ollama.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.provider.ollama.OllamaErrorReader;
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

/** Ollama's {@code /api/chat}. */
public final class OllamaChatDialect implements ChatDialect {

    /** The dialect's name. */
    public static final String NAME = "ollama";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChatRequest decodeRequest(WireRequest request, Losses losses) {
        return new ChatRequestReader(request, losses).read();
    }

    @Override
    public WireRequest encodeRequest(ChatRequest request, Losses losses) {
        return new ChatRequestWriter(request, losses).write();
    }

    @Override
    public ChatAnswer decodeAnswer(JsonNode body, Losses losses) {
        return AnswerReader.read(body, Form.CHAT);
    }

    @Override
    public JsonNode encodeAnswer(ChatAnswer answer, ChatRequest request, Losses losses) {
        return new AnswerWriter(Form.CHAT, losses).write(answer);
    }

    @Override
    public String streamContentType() {
        return "application/x-ndjson";
    }

    @Override
    public StreamDecoder streamDecoder() {
        return new OllamaStreamDecoder(Form.CHAT);
    }

    @Override
    public StreamEncoder streamEncoder(ChatRequest request) {
        return new OllamaStreamEncoder(Form.CHAT);
    }

    @Override
    public List<String> usageFields() {
        return List.of("prompt_eval_count", "eval_count");
    }

    @Override
    public Usage readUsage(JsonNode answer) {
        return CountFields.read(answer);
    }

    @Override
    public List<String> growingFields() {
        return List.of("content", "thinking");
    }

    @Override
    public GatewayError decodeError(int status, @Nullable JsonNode body) {
        return OllamaErrorReader.read(status, body);
    }
}
