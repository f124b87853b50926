package dev.caravan.gateway.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.plugins.DialectLoader;
import dev.caravan.gateway.plugins.PluginLoader;
import dev.caravan.processors.routing.FailureClass;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.processors.upstream.FailureClasses;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.wire.Json;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers write when they refuse a request, as their dialects read it. The bodies are those that providers send. */
class FailureClassesTest {

    @TempDir
    static Path noPlugins;

    private static final ClassLoader HERE = FailureClassesTest.class.getClassLoader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            openai-chat        | 400 | {"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens. Please reduce the length of the messages.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}
            openai-responses   | 400 | {"error":{"message":"Your input exceeds the context window of this model. Please adjust your input and try again.","type":"invalid_request_error","param":"input","code":"context_length_exceeded"}}
            openai-chat        | 400 | {"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5002 tokens (4002 in the messages, 1000 in the completion).","type":"BadRequestError","param":null,"code":400}
            openai-chat        | 400 | {"error":{"message":"Please reduce the length of the messages or completion.","type":"invalid_request_error","param":"messages"}}
            openai-chat        | 400 | {"code":"Client specified an invalid argument","error":"This model's maximum prompt length is 131072 but the request contains 537812 tokens."}
            openai-chat        | 400 | {"error":{"code":400,"message":"request (13392 tokens) exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":13392,"n_ctx":8192}}
            openai-chat        | 400 | {"error":{"message":"This endpoint's maximum context length is 131072 tokens. However, you requested about 145000 tokens (144000 of text input, 1000 in the output).","code":400}}
            openai-chat        | 413 | {"error":{"code":"tokens_limit_reached","message":"Request body too large for gpt-4o model. Max size: 8000 tokens.","details":null}}
            anthropic-messages | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}
            anthropic-messages | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again"}}
            gemini             | 400 | {"error":{"code":400,"message":"The input token count (1200293) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}
            gemini             | 400 | {"error":{"code":400,"message":"Unable to submit request because the input token count is 40000 but model only supports up to 32768. Reduce the input token count and try again.","status":"INVALID_ARGUMENT"}}
            bedrock-converse   | 400 | {"message":"Input is too long for requested model."}
            bedrock-converse   | 400 | {"message":"The model returned the following errors: prompt is too long: 200049 tokens > 200000 maximum"}
            bedrock-converse   | 400 | {"message":"Too many input tokens. Max input tokens: 8192, request input token count: 9311 "}
            cohere             | 400 | {"message":"too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4292. Try using a shorter prompt, or enabling prompt truncating."}
            mistral-chat       | 400 | {"object":"error","message":"Prompt contains 300000 tokens, too large for model with 131072 maximum context length","type":"invalid_request_error","param":null,"code":"3051"}
            ollama             | 400 | {"error":"prompt too long; exceeded max context length by 4 tokens"}
            ollama             | 500 | {"error":"the input length exceeds the context length"}
            """)
    void aRequestThatIsTooLong(String dialect, int status, String body) {
        assertThat(classOf(dialect, status, body)).isEqualTo(FailureClass.CONTEXT_LENGTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            openai-chat        | 400 | {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}
            openai-chat        | 400 | {"error":{"code":"content_policy_violation","message":"Your request was rejected as a result of our safety system.","param":null,"type":"invalid_request_error"}}
            openai-chat        | 400 | {"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy. Please try again with a different prompt.","type":"invalid_request_error","param":null,"code":"invalid_prompt"}}
            openai-chat        | 400 | {"error":{"message":"Content Exists Risk","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}
            openai-chat        | 403 | {"error":{"message":"anthropic/claude requires moderation on OpenRouter. Your input was flagged for \\"violence\\".","code":403}}
            openai-chat        | 403 | {"code":"The caller does not have permission to execute the specified operation","error":"Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_BIO"}
            openai-chat        | 400 | {"error":{"code":"data_inspection_failed","message":"Input data may contain inappropriate content.","type":"data_inspection_failed"}}
            anthropic-messages | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}
            bedrock-converse   | 400 | {"message":"This request has been blocked by our content filters. Our filters automatically flagged this prompt because it may conflict our AUP or AWS Responsible AI Policy."}
            cohere             | 400 | {"message":"blocked output: this generation may be potentially unsafe or contain information that violates our Usage Guidelines and Terms of Use."}
            """)
    void contentsThatAreNotWanted(String dialect, int status, String body) {
        assertThat(classOf(dialect, status, body)).isEqualTo(FailureClass.CONTENT_POLICY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            RATE_LIMIT   | openai-chat        | 429 | {"error":{"message":"Rate limit reached for gpt-4o on tokens per min (TPM): Limit 30000, Used 29000, Requested 2000.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}
            RATE_LIMIT   | anthropic-messages | 429 | {"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit of 40,000 input tokens per minute"}}
            RATE_LIMIT   | bedrock-converse   | 429 | {"message":"Too many tokens, please wait before trying again."}
            RATE_LIMIT   | gemini             | 429 | {"error":{"code":429,"message":"Resource has been exhausted (e.g. check quota).","status":"RESOURCE_EXHAUSTED"}}
            OVERLOAD     | anthropic-messages | 529 | {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}
            OVERLOAD     | gemini             | 503 | {"error":{"code":503,"message":"The model is overloaded. Please try again later.","status":"UNAVAILABLE"}}
            AUTH         | openai-chat        | 401 | {"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}
            AUTH         | openai-chat        | 429 | {"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}
            AUTH         | anthropic-messages | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}
            AUTH         | gemini             | 400 | {"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}
            AUTH         | bedrock-converse   | 403 | {"message":"The security token included in the request is invalid."}
            AUTH         | cohere             | 401 | {"message":"invalid api token"}
            TIMEOUT      | bedrock-converse   | 408 | {"message":"Model has timed out in processing the request. Try your request again."}
            BAD_REQUEST  | openai-chat        | 400 | {"error":{"message":"Invalid value for 'temperature'.","type":"invalid_request_error","param":"temperature","code":null}}
            BAD_REQUEST  | openai-chat        | 404 | {"error":{"message":"The model `gpt-9` does not exist or you do not have access to it.","type":"invalid_request_error","param":null,"code":"model_not_found"}}
            BAD_REQUEST  | anthropic-messages | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}
            BAD_REQUEST  | mistral-chat       | 422 | {"object":"error","message":{"detail":[{"type":"missing","loc":["body","messages"],"msg":"Field required"}]},"type":"invalid_request_error","param":null,"code":null}
            SERVER_ERROR | openai-chat        | 500 | {"error":{"message":"The server had an error while processing your request. Sorry about that!","type":"server_error","param":null,"code":null}}
            """)
    void everythingElse(FailureClass expected, String dialect, int status, String body) {
        assertThat(classOf(dialect, status, body)).isEqualTo(expected);
    }

    @Test
    void anErrorWithoutABodyIsOfItsStatusesClass() {
        assertThat(FailureClasses.of(dialect("openai-chat").decodeError(503, null)))
                .isEqualTo(FailureClass.OVERLOAD);
    }

    private static FailureClass classOf(String dialect, int status, String body) {
        return FailureClasses.of(dialect(dialect)
                .decodeError(status, Objects.requireNonNull(Json.parse(body), () -> "no JSON: " + body)));
    }

    private static ChatDialect dialect(String name) {
        Dialects dialects = DialectLoader.load(HERE, PluginLoader.load(HERE, noPlugins));
        return Objects.requireNonNull(dialects.chat(name), () -> "no dialect " + name);
    }
}
