package dev.caravan.processors.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorDialectsTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,openai-chat",
        "/chat/completions,openai-chat",
        "/v1/embeddings,openai-chat",
        "/nowhere,openai-chat",
        "/,openai-chat",
        "/v1/messages,anthropic-messages",
        "/v1/messages/count_tokens,anthropic-messages",
        "/v1/v1/messages,anthropic-messages",
        "/messages,anthropic-messages",
        "/anthropic/v1/messages,anthropic-messages",
        "/v1/messagesx,openai-chat",
        "/v1beta/models/gemini-2.0-flash:generateContent,gemini",
        "/v1beta1/publishers/google/models/x:generateContent,gemini",
        "/upload/v1beta/files,gemini",
        "/api/chat,ollama",
        "/api/generate,ollama",
        "/api/embed,ollama",
        "/api/embeddings,ollama",
        "/api/tags,ollama",
        "/api/show,ollama",
        "/api/ps,ollama",
        "/api/version,ollama",
        "/api/v1/ingest,openai-chat",
        "/apis/intake/v2/workspaces/w/ingest/chat-completions,fastapi",
        "/apis,openai-chat",
        "/proxy/local/apis/x,openai-chat",
        "/api/0190a5f0-1111-7aaa-8bbb-0123456789ab/support,project",
        "/api/0190a5f0-1111-7aaa-8bbb-0123456789ab/chat/completions,project",
        "/api/0190A5F0-1111-7AAA-8BBB-0123456789AB/support,project",
        "/api/0190a5f0-1111-7aaa-8bbb-0123456789ab/v1/chat/completions,openai-chat",
        "/api/0190a5f0x1111-7aaa-8bbb-0123456789ab/support,openai-chat",
        "/v2/chat,cohere",
        "/v2/embed,cohere",
        "/v2/rerank,cohere",
        "/v1/a2a,json-rpc",
        "/a2a/weather,json-rpc",
        "/a2ax,openai-chat",
        "/proxy/claude/v1/messages,anthropic-messages",
        "/proxy/local/api/chat,ollama",
        "/proxy/local,openai-chat"
    })
    void knowsACallerByThePath(String path, String dialect) {
        assertThat(ErrorDialects.of(path, new DefaultHttpHeaders()).name()).isEqualTo(dialect);
    }

    @Test
    void knowsACallerByTheHeadersWhereThePathDoesNotTell() {
        HttpHeaders anthropic = new DefaultHttpHeaders().add("Anthropic-Version", "2023-06-01");
        HttpHeaders google = new DefaultHttpHeaders().add("X-Goog-Api-Key", "k");

        assertThat(ErrorDialects.of("/v1/models", anthropic)).isSameAs(ErrorDialects.ANTHROPIC);
        assertThat(ErrorDialects.of("/v1/models", google)).isSameAs(ErrorDialects.GEMINI);
        assertThat(ErrorDialects.of("/v1/chat/completions", google)).isSameAs(ErrorDialects.OPENAI);
        assertThat(ErrorDialects.of("/api/v1/ingest", anthropic)).isSameAs(ErrorDialects.OPENAI);
    }
}
