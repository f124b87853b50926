package dev.caravan.processors.translation;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.embedding.EmbeddingDialect;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dialects that were found, by their names. Immutable. */
public final class Dialects {

    private final Map<String, ChatDialect> chats;
    private final Map<String, EmbeddingDialect> embeddings;

    /** Of two dialects with one name the first counts. */
    public Dialects(Collection<ChatDialect> chats, Collection<EmbeddingDialect> embeddings) {
        Map<String, ChatDialect> chatsByName = new HashMap<>();
        chats.forEach(dialect -> chatsByName.putIfAbsent(dialect.name(), dialect));
        Map<String, EmbeddingDialect> embeddingsByName = new HashMap<>();
        embeddings.forEach(dialect -> embeddingsByName.putIfAbsent(dialect.name(), dialect));
        this.chats = Map.copyOf(chatsByName);
        this.embeddings = Map.copyOf(embeddingsByName);
    }

    /** The chat dialect of that name; null when there is none, or no name. */
    public @Nullable ChatDialect chat(@Nullable String name) {
        return name == null ? null : chats.get(name);
    }

    /** The embedding dialect of that name; null when there is none, or no name. */
    public @Nullable EmbeddingDialect embedding(@Nullable String name) {
        return name == null ? null : embeddings.get(name);
    }
}
