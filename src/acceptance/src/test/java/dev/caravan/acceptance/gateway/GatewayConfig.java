package dev.caravan.acceptance.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A configuration file with one OpenAI-compatible upstream, echo and four keys, plus what a test adds. Immutable. */
public final class GatewayConfig {

    public static final String UPSTREAM_KEY = "sk-upstream-secret";
    public static final String APP_KEY = "sk-caravan-acceptance-app-7f3b1c5d9e2a4f60";
    public static final String AUDITOR_KEY = "sk-caravan-acceptance-auditor-0c9d8e7f6a5b4c3d";
    public static final String SMALL_MODELS_KEY = "sk-caravan-acceptance-small-1a2b3c4d5e6f7a8b";

    public static final String ADMIN_KEY = "sk-caravan-acceptance-admin-5e4d3c2b1a0f9e8d";

    private final String upstreamUrl;
    private final List<String> serverLines;
    private final List<String> openAiLines;
    private final List<String> providerLines;

    private GatewayConfig(
            String upstreamUrl, List<String> serverLines, List<String> openAiLines, List<String> providerLines) {
        this.upstreamUrl = upstreamUrl;
        this.serverLines = serverLines;
        this.openAiLines = openAiLines;
        this.providerLines = providerLines;
    }

    /** @param upstreamUrl the provider's base URL without {@code /v1} */
    public static GatewayConfig forUpstream(String upstreamUrl) {
        return new GatewayConfig(upstreamUrl, List.of(), List.of(), List.of());
    }

    /** Adds a line under {@code server:}, in YAML's flow style where it nests. */
    public GatewayConfig server(String line) {
        return new GatewayConfig(upstreamUrl, plus(serverLines, line), openAiLines, providerLines);
    }

    /** Adds a line to the provider {@code openai}. */
    public GatewayConfig openAi(String line) {
        return new GatewayConfig(upstreamUrl, serverLines, plus(openAiLines, line), providerLines);
    }

    /** Adds a provider: {@code name: {plugin: …}}. */
    public GatewayConfig provider(String line) {
        return new GatewayConfig(upstreamUrl, serverLines, openAiLines, plus(providerLines, line));
    }

    /**
     * Adds a provider for each dialect that the upstream speaks: {@code responses} (OpenAI with its Responses API, which {@code
     * openai} lacks), {@code anthropic}, {@code gemini}, {@code ollama} and {@code cohere}.
     */
    public GatewayConfig withEveryDialect() {
        return plugin("responses", "openai", "/v1", ", responses: true")
                .plugin("anthropic", "anthropic", "", "")
                .plugin("gemini", "gemini", "", "")
                .plugin("ollama", "ollama", "", "")
                .plugin("cohere", "cohere", "", "");
    }

    private GatewayConfig plugin(String name, String plugin, String path, String more) {
        return provider("%s: {plugin: %s, url: \"%s%s\", api-key: \"%s\"%s}"
                .formatted(name, plugin, upstreamUrl, path, UPSTREAM_KEY, more));
    }

    /** The provider's base URL without {@code /v1}. */
    public String upstreamUrl() {
        return upstreamUrl;
    }

    public String yaml() {
        return """
                server:
                  host: 127.0.0.1
                  port: 0
                %sproviders:
                  openai:
                    plugin: openai
                    url: "%s/v1"
                    api-key: "%s"
                %s  echo:
                    plugin: echo
                %skeys:
                  - {name: app, key: "${APP_KEY}", role: member}
                  - {name: auditor, key: "${AUDITOR_KEY}", role: read-only}
                  - {name: small, hash: "sha256:%s", role: member, allowed-models: ["gpt-4o-mini"]}
                  - {name: ops, hash: "sha256:%s", role: admin}
                aliases:
                  fast: openai/gpt-4o-mini
                """
                .formatted(
                        indented(serverLines, 2),
                        upstreamUrl,
                        UPSTREAM_KEY,
                        indented(openAiLines, 4),
                        indented(providerLines, 2),
                        sha256(SMALL_MODELS_KEY),
                        sha256(ADMIN_KEY));
    }

    /** What the file's references stand for. */
    static Map<String, String> environment() {
        return Map.of("APP_KEY", APP_KEY, "AUDITOR_KEY", AUDITOR_KEY);
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> plus(List<String> lines, String line) {
        List<String> more = new ArrayList<>(lines);
        more.add(line);
        return List.copyOf(more);
    }

    private static String indented(List<String> lines, int spaces) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(" ".repeat(spaces)).append(line).append('\n'));
        return text.toString();
    }
}
