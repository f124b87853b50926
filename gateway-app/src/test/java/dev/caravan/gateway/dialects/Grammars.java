package dev.caravan.gateway.dialects;

import dev.caravan.testkit.grammar.AnthropicGrammar;
import dev.caravan.testkit.grammar.BedrockGrammar;
import dev.caravan.testkit.grammar.CohereGrammar;
import dev.caravan.testkit.grammar.GeminiGrammar;
import dev.caravan.testkit.grammar.MistralGrammar;
import dev.caravan.testkit.grammar.OllamaGrammar;
import dev.caravan.testkit.grammar.OpenAiChatGrammar;
import dev.caravan.testkit.grammar.ResponsesGrammar;
import dev.caravan.testkit.grammar.StreamGrammar;
import java.util.LinkedHashMap;
import java.util.Map;

/** The dialects that are compared, each with the grammar of its streams. */
final class Grammars {

    private Grammars() {}

    /** In the order of the table. */
    static Map<String, StreamGrammar> byDialect() {
        Map<String, StreamGrammar> grammars = new LinkedHashMap<>();
        grammars.put("openai-chat", new OpenAiChatGrammar());
        grammars.put("openai-responses", new ResponsesGrammar());
        grammars.put("anthropic-messages", new AnthropicGrammar());
        grammars.put("gemini", new GeminiGrammar());
        grammars.put("bedrock-converse", new BedrockGrammar());
        grammars.put("cohere", new CohereGrammar());
        grammars.put("ollama", OllamaGrammar.chat());
        grammars.put("mistral-chat", new MistralGrammar());
        return grammars;
    }
}
