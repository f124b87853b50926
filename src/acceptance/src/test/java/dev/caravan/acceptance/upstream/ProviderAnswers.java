package dev.caravan.acceptance.upstream;

import java.io.IOException;
import java.util.Map;

/** Answers as the provider would whose API has the path. Stateless. */
final class ProviderAnswers implements Script {

    private final Script openAi = new OpenAiAnswers();
    private final Script responses = new ResponsesAnswers();
    private final Script anthropic = new AnthropicAnswers();
    private final Script gemini = new GeminiAnswers();
    private final Script ollama = new OllamaAnswers();
    private final Script cohere = exchange -> new Recorded(Map.of()).whole(exchange, "cohere/rerank.json");

    @Override
    public void play(UpstreamExchange exchange) throws IOException, InterruptedException {
        answersTo(exchange.call()).play(exchange);
    }

    private Script answersTo(RecordedCall call) {
        String path = call.path();
        if (path.startsWith("/v1/messages") || call.headers().contains("anthropic-version")) {
            return anthropic;
        }
        if (path.startsWith("/v1/responses")) {
            return responses;
        }
        if (path.startsWith("/v1beta/")) {
            return gemini;
        }
        if (path.startsWith("/v2/")) {
            return cohere;
        }
        return path.startsWith("/api/") ? ollama : openAi;
    }
}
