package dev.caravan.processors.metering;

import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.extraction.PathDialects;
import dev.caravan.processors.pricing.AskedCount;
import dev.caravan.processors.pricing.Count;
import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.translation.Dialects;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.embedding.EmbeddingDialect;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what calls use off the answers that pass through untranslated; translations tell it by themselves, see {@link
 * EventMeter}. Thread-safe.
 */
public final class Metering {

    private static final String OPENAI_CHAT = "openai-chat";

    private final Dialects dialects;
    private final Map<ChatDialect, AnswerFormat> chats = new ConcurrentHashMap<>();
    private final Map<EmbeddingDialect, AnswerFormat> embeddings = new ConcurrentHashMap<>();
    private final AnswerFormat surfaces = AnswerFormat.ofSurfaces();
    private final @Nullable AnswerFormat completions;

    public Metering(Dialects dialects) {
        this.dialects = dialects;
        ChatDialect chat = dialects.chat(OPENAI_CHAT);
        this.completions = chat == null ? null : AnswerFormat.ofCompletions(chat);
    }

    /**
     * The same answer. When its body has been read, or given up, the call is told what it has used.
     *
     * @param operation what the provider was asked
     * @param raw in the provider's own dialect
     */
    public Answer metered(Call call, ConfiguredProvider provider, Operation operation, Answer raw) {
        if (raw.status() >= 300) {
            return raw;
        }
        Count asked = AskedCount.of(call);
        if (asked != null) {
            call.spending().counts(asked);
        }
        AnswerFormat format = format(call, provider.provider(), operation);
        AnswerMeter meter = format == null ? null : format.meter(raw.headers());
        return meter == null ? raw : raw.withBody(new MeteredBody(raw.body(), meter, call));
    }

    private @Nullable AnswerFormat format(Call call, Provider provider, Operation operation) {
        switch (operation) {
            case COMPLETIONS -> {
                return completions;
            }
            case IMAGE_GENERATIONS,
                    IMAGE_EDITS,
                    IMAGE_VARIATIONS,
                    TRANSCRIPTIONS,
                    TRANSLATIONS,
                    SPEECH,
                    MODERATIONS,
                    RERANK -> {
                return surfaces;
            }
            case RESPONSE_ITEMS -> {
                // What is stored tells what another call has used. A compaction has a body, and tells its own.
                return call.json() == null ? null : surfaces;
            }
            default -> {}
        }
        Operation served = operation == Operation.PASSTHROUGH ? proxied(call, provider) : operation;
        if (served == null || served.kind() == Operation.Kind.OTHER) {
            return null;
        }
        String name = provider.dialect(served);
        if (served.kind() == Operation.Kind.CHAT) {
            ChatDialect chat = dialects.chat(name);
            return chat == null ? null : chats.computeIfAbsent(chat, AnswerFormat::of);
        }
        EmbeddingDialect embedding = dialects.embedding(name);
        return embedding == null ? null : embeddings.computeIfAbsent(embedding, AnswerFormat::of);
    }

    /** What a proxied call asks for, as its path tells; also where the provider is not known to serve it. */
    private static @Nullable Operation proxied(Call call, Provider provider) {
        String path = call.request().path().toLowerCase(Locale.ROOT);
        for (Operation operation : provider.operations()) {
            if (operation.kind() != Operation.Kind.OTHER
                    && path.endsWith(operation.path().toLowerCase(Locale.ROOT))) {
                return operation;
            }
        }
        // What is written to one of OpenAI's threads has the path of Anthropic's messages, and uses nothing.
        boolean isAnswered = call.request().method().equals("POST") && !path.contains("/threads/");
        return isAnswered ? PathDialects.operation(call.request().path()) : null;
    }
}
