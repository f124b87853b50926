package dev.caravan.acceptance.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A configuration with two projects, their endpoints and their keys, before one OpenAI-compatible upstream. */
public final class ProjectConfig {

    public static final String SHOP = "6f9619ff-8b86-4011-b42d-00c04fc964ff";
    public static final String OFFICE = "0b2f6f3e-1111-4222-8333-444455556666";
    public static final String ARCHIVE = "11111111-1111-4222-8333-444455556666";

    /** Of the project {@code shop}, with every scope of a member. */
    public static final String SHOP_KEY = "pg_live_shop_7f3b1c5d9e2a4f60";

    /** What configurations have of it. */
    public static final String SHOP_KEY_HASH = sha256(SHOP_KEY);

    /** Of the project {@code shop}, for models only. */
    public static final String MODELS_KEY = "pg_live_models_0c9d8e7f6a5b4c3d";

    /** Of the project {@code shop}, for one call an hour. */
    public static final String SLOW_KEY = "pg_live_slow_1a2b3c4d5e6f7a8b";

    /** Of the project {@code office}. */
    public static final String OFFICE_KEY = "pg_live_office_5d9e2a4f607f3b1c";

    /** An admin's, of no project. */
    public static final String ADMIN_KEY = "pg_live_admin_6a5b4c3d0c9d8e7f";

    private ProjectConfig() {}

    /** A gateway with this configuration, ready to be started. */
    public static GatewayProcess.Launch launch(String upstreamUrl) {
        return GatewayProcess.launch(yaml(upstreamUrl))
                .file("prices.yaml", "models: [{names: gpt-4o-mini, prices: {input: 1, output: 1000}}]\n")
                .secret(SHOP_KEY)
                .secret(MODELS_KEY)
                .secret(SLOW_KEY)
                .secret(OFFICE_KEY)
                .secret(ADMIN_KEY);
    }

    private static String yaml(String upstreamUrl) {
        return """
                server: {host: 127.0.0.1, port: 0}
                providers:
                  openai: {plugin: openai, url: "%1$s/v1", api-key: "%2$s", uploads: true}
                  anthropic: {plugin: anthropic, url: "%1$s", api-key: "%2$s"}
                aliases:
                  smart: {targets: [openai/gpt-4o-mini, anthropic/claude-sonnet-4-5]}
                resilience: {cooldown: {auth: 0s}, breaker: {calls: 1000}}
                projects:
                  shop:
                    id: %3$s
                    endpoints:
                      explain: {model: openai/gpt-4o-mini, streaming: true}
                      summarize:
                        model: smart
                        fallback: [openai/gpt-4o]
                        system: You write for people in a hurry.
                        template: "Summarize: {{input}}"
                        temperature: 0.2
                        max-tokens: 500
                      whole: {model: openai/gpt-4o-mini}
                      claude: {model: anthropic/claude-sonnet-4-5, streaming: true}
                      doomed: {model: openai/first, fallback: [openai/second]}
                      retired: {model: openai/gpt-4o-mini, active: false}
                      capped: {model: openai/gpt-4o-mini, max-tokens: 50, budgets: {tokens-per-request: 20}}
                      broke: {model: openai/gpt-4o-mini, max-tokens: 50, budgets: {usd-per-month: 0.01}}
                      discreet: {model: openai/gpt-4o-mini, guardrails: [code-names]}
                      rare: {model: openai/gpt-4o-mini, limits: {requests-per-hour: 1}}
                      weather:
                        model: openai/gpt-4o-mini
                        input-schema:
                          type: object
                          required: [city]
                          properties: {city: {type: string}, days: {type: integer, maximum: 7}}
                      person:
                        model: openai/gpt-4o-mini
                        streaming: true
                        output-schema:
                          type: object
                          required: [name, age]
                          properties: {name: {type: string}, age: {type: integer}}
                  office: {id: %4$s, endpoints: {explain: {model: openai/gpt-4o-mini}}}
                  archive: {id: %5$s, type: prompt-library}
                guardrails:
                  code-names: {kind: words, words: [falcon], everywhere: false}
                keys:
                  - {name: shop, hash: "sha256:%6$s", project: shop}
                  - {name: models, hash: "sha256:%7$s", project: shop, scopes: [models]}
                  - {name: slow, hash: "sha256:%8$s", project: shop, limits: {requests-per-hour: 1}}
                  - {name: office, hash: "sha256:%9$s", project: %4$s}
                  - {name: admin, hash: "sha256:%10$s", role: admin}
                """
                .formatted(
                        upstreamUrl,
                        GatewayConfig.UPSTREAM_KEY,
                        SHOP,
                        OFFICE,
                        ARCHIVE,
                        sha256(SHOP_KEY),
                        sha256(MODELS_KEY),
                        sha256(SLOW_KEY),
                        sha256(OFFICE_KEY),
                        sha256(ADMIN_KEY));
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
