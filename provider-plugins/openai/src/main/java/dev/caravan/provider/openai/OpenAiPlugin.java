package dev.caravan.provider.openai;

import dev.caravan.provider.openai.chat.CompatibleChatDialect;
import dev.caravan.provider.openai.chat.OpenAiChatDialect;
import dev.caravan.spi.Header;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderPlugin;
import dev.caravan.spi.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Serves OpenAI and anything that speaks its API. Settings:
 *
 * <table>
 * <caption>Keys under {@code providers.<name>}</caption>
 * <tr><td>{@code url}</td><td>the API's base, {@code https://api.openai.com/v1} unless given. An origin without a path
 *     gets {@code /v1}; a full {@code …/chat/completions} is taken back to its base</td></tr>
 * <tr><td>{@code api-key}</td><td>sent as {@code Authorization: Bearer …}</td></tr>
 * <tr><td>{@code organization}, {@code project}</td><td>sent as {@code OpenAI-Organization} and
 *     {@code OpenAI-Project}</td></tr>
 * <tr><td>{@code auth}</td><td>{@code api-key} (the default); {@code optional} for a server that may want a key or
 *     none; {@code none} for one that wants none; {@code passthrough} when the client's own credential goes upstream,
 *     which is the gateway's doing</td></tr>
 * <tr><td>{@code api}</td><td>{@code openai} or {@code compatible}: how chats are written that come in another format. The
 *     latter has {@code max_tokens} for {@code max_completion_tokens}, {@code system} for {@code developer}, and {@code
 *     top_k} and {@code min_p}. {@code openai} at OpenAI's own hosts, {@code compatible} elsewhere</td></tr>
 * <tr><td>{@code responses}</td><td>whether the upstream serves the Responses API, the stored responses included; where it
 *     does not, the gateway translates to chat completions. The default is true for {@code api: openai}</td></tr>
 * <tr><td>{@code embeddings}, {@code images}, {@code completions}, {@code audio}, {@code moderations}, {@code files}, {@code
 *     batches}</td><td>whether the upstream serves them; true unless given</td></tr>
 * <tr><td>{@code rerank}</td><td>whether the upstream serves it; the default is true for {@code api: compatible}: OpenAI has
 *     no such thing, many servers of its dialect do</td></tr>
 * <tr><td>{@code uploads}</td><td>whether it takes files in parts; the default is true for {@code api: openai}</td></tr>
 * <tr><td>{@code realtime}</td><td>whether the upstream serves realtime sessions; true for {@code api: openai}</td></tr>
 * </table>
 *
 * <p>A provider serves chat completions before responses: a call in another dialect is translated to chat completions, which
 * every upstream of this kind has, and has whole. Paths and headers are those of <a
 * href="https://platform.openai.com/docs/api-reference">OpenAI's API reference</a>. {@link #presets()} name upstreams of
 * others.
 */
public final class OpenAiPlugin implements ProviderPlugin {

    private enum Auth {
        API_KEY,
        OPTIONAL,
        NONE,
        PASSTHROUGH
    }

    private enum Api {
        OPENAI(OpenAiChatDialect.NAME),
        COMPATIBLE(CompatibleChatDialect.NAME);

        private final String chatDialect;

        Api(String chatDialect) {
            this.chatDialect = chatDialect;
        }
    }

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Map<String, Map<String, Object>> presets() {
        return Presets.load();
    }

    @Override
    public Provider create(Settings settings) {
        BaseUrl url = BaseUrl.read(settings);
        Auth auth = settings.choice("auth", Auth.class, Auth.API_KEY);
        Optional<String> key = settings.headerValue("api-key");
        if ((auth == Auth.NONE || auth == Auth.PASSTHROUGH) && key.isPresent()) {
            throw settings.invalid(
                    "api-key", "is set although auth says that it is not used", "Remove it, or write auth: api-key");
        }
        List<Header> headers = new ArrayList<>();
        key.ifPresent(value -> headers.add(new Header("Authorization", "Bearer " + value)));
        settings.headerValue("organization").ifPresent(id -> headers.add(new Header("OpenAI-Organization", id)));
        settings.headerValue("project").ifPresent(id -> headers.add(new Header("OpenAI-Project", id)));
        Api api = settings.choice("api", Api.class, url.isOpenAi() ? Api.OPENAI : Api.COMPATIBLE);
        return new OpenAiProvider(
                url, headers, operations(settings, api), api.chatDialect, auth != Auth.API_KEY || key.isPresent());
    }

    private static Set<Operation> operations(Settings settings, Api api) {
        Set<Operation> operations = EnumSet.of(Operation.CHAT_COMPLETIONS, Operation.MODELS, Operation.PASSTHROUGH);
        if (settings.flag("responses", api == Api.OPENAI)) {
            operations.add(Operation.RESPONSES);
            operations.add(Operation.RESPONSE_ITEMS);
        }
        if (settings.flag("realtime", api == Api.OPENAI)) {
            operations.add(Operation.REALTIME);
        }
        if (settings.flag("embeddings", true)) {
            operations.add(Operation.EMBEDDINGS);
        }
        if (settings.flag("images", true)) {
            operations.add(Operation.IMAGE_GENERATIONS);
            operations.add(Operation.IMAGE_EDITS);
            operations.add(Operation.IMAGE_VARIATIONS);
        }
        if (settings.flag("completions", true)) {
            operations.add(Operation.COMPLETIONS);
        }
        if (settings.flag("audio", true)) {
            operations.add(Operation.TRANSCRIPTIONS);
            operations.add(Operation.TRANSLATIONS);
            operations.add(Operation.SPEECH);
        }
        if (settings.flag("moderations", true)) {
            operations.add(Operation.MODERATIONS);
        }
        if (settings.flag("rerank", api == Api.COMPATIBLE)) {
            operations.add(Operation.RERANK);
        }
        if (settings.flag("files", true)) {
            operations.add(Operation.FILES);
        }
        if (settings.flag("batches", true)) {
            operations.add(Operation.BATCHES);
        }
        if (settings.flag("uploads", api == Api.OPENAI)) {
            operations.add(Operation.UPLOADS);
        }
        return operations;
    }
}
