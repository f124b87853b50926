package dev.caravan.processors.dialect;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Set;

/** Finds out which dialect a caller speaks, before anything else is known of the call: by the path, then by the headers. */
public final class ErrorDialects {

    public static final ErrorDialect OPENAI = new OpenAiErrors();
    public static final ErrorDialect RESPONSES = new ResponsesErrors();
    public static final ErrorDialect ANTHROPIC = new AnthropicErrors();
    public static final ErrorDialect GEMINI = new GeminiErrors();
    public static final ErrorDialect OLLAMA = new OllamaErrors();
    public static final ErrorDialect COHERE = new CohereErrors();
    public static final ErrorDialect PROJECT = new ProjectErrors();
    public static final ErrorDialect A2A = new A2aErrors(null);
    public static final ErrorDialect MCP = new McpErrors();
    public static final ErrorDialect FAST_API = new FastApiErrors();

    private static final AsciiString ANTHROPIC_VERSION = AsciiString.cached("anthropic-version");
    private static final AsciiString GOOGLE_KEY = AsciiString.cached("x-goog-api-key");
    private static final String PROXY = "/proxy/";
    private static final String API = "/api/";

    /** What NeMo's clients call. */
    private static final String NEMO = "/apis/";

    /** What is the gateway's own: ingestion and administration. */
    private static final String OWN = "/api/v1";

    private static final int UUID_LENGTH = 36;

    private static final Set<String> OLLAMA_PATHS = Set.of(
            "chat",
            "generate",
            "embed",
            "embeddings",
            "tags",
            "show",
            "ps",
            "version",
            "pull",
            "push",
            "create",
            "copy",
            "delete",
            "blobs");

    private ErrorDialects() {}

    /**
     * @param path the request's path, still percent-encoded; below {@code /proxy/{provider}} the rest counts
     * @param headers the request's headers
     * @return the caller's dialect; OpenAI's when nothing tells
     */
    public static ErrorDialect of(String path, HttpHeaders headers) {
        int start = 0;
        if (path.startsWith(PROXY)) {
            int rest = path.indexOf('/', PROXY.length());
            start = rest < 0 ? path.length() : rest;
        }
        if (isAt(path, start, "/v1/chat/completions") || isAt(path, start, "/chat/completions")) {
            return OPENAI;
        }
        if (isAt(path, start, "/v1/responses") || isAt(path, start, "/responses")) {
            return RESPONSES;
        }
        if (isAt(path, start, "/v1/messages")
                || isAt(path, start, "/messages")
                || isAt(path, start, "/v1/v1/messages")
                || isAt(path, start, "/anthropic")) {
            return ANTHROPIC;
        }
        if (path.startsWith("/v1beta", start) || path.startsWith("/upload/v1beta", start)) {
            return GEMINI;
        }
        if (isAt(path, 0, "/v1/a2a") || isAt(path, 0, "/a2a")) {
            return A2A;
        }
        if (isAt(path, 0, "/mcp")) {
            return MCP;
        }
        if (path.startsWith(NEMO)) {
            return FAST_API;
        }
        if (isAt(path, 0, OWN)) {
            return OPENAI;
        }
        if (path.startsWith(API, start)) {
            return belowApi(path, start + API.length(), headers);
        }
        if (isAt(path, start, "/v2/chat") || isAt(path, start, "/v2/embed") || isAt(path, start, "/v2/rerank")) {
            return COHERE;
        }
        return byHeaders(headers);
    }

    private static ErrorDialect belowApi(String path, int start, HttpHeaders headers) {
        int slash = path.indexOf('/', start);
        int end = slash < 0 ? path.length() : slash;
        if (isUuid(path, start, end)) {
            return slash >= 0 && isAt(path, slash, "/v1") ? OPENAI : PROJECT;
        }
        return OLLAMA_PATHS.contains(path.substring(start, end)) ? OLLAMA : byHeaders(headers);
    }

    private static ErrorDialect byHeaders(HttpHeaders headers) {
        if (headers.contains(ANTHROPIC_VERSION)) {
            return ANTHROPIC;
        }
        return headers.contains(GOOGLE_KEY) ? GEMINI : OPENAI;
    }

    /** Whether those whole segments stand at that place: {@code /v1/messages} also before a slash, not in {@code /v1/messagesx}. */
    private static boolean isAt(String path, int start, String segments) {
        int end = start + segments.length();
        return path.startsWith(segments, start) && (path.length() == end || path.charAt(end) == '/');
    }

    private static boolean isUuid(String path, int start, int end) {
        if (end - start != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = path.charAt(start + i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }
}
