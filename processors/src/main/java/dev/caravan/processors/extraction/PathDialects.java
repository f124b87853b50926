package dev.caravan.processors.extraction;

import dev.caravan.spi.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells by the path of a call in which dialect it spoke, wherever the path is mounted. */
public final class PathDialects {

    private record Ending(String path, Operation operation) {}

    /** The longer one before the shorter one that it ends in. */
    private static final List<Ending> ENDINGS = List.of(
            new Ending("/chat/completions", Operation.CHAT_COMPLETIONS),
            new Ending("/responses", Operation.RESPONSES),
            new Ending("/messages", Operation.MESSAGES),
            new Ending(":generateContent", Operation.GENERATE_CONTENT),
            new Ending(":streamGenerateContent", Operation.GENERATE_CONTENT),
            new Ending("/converse", Operation.CONVERSE),
            new Ending("/v2/chat", Operation.COHERE_CHAT),
            new Ending("/api/chat", Operation.OLLAMA_CHAT),
            new Ending("/api/generate", Operation.OLLAMA_GENERATE),
            new Ending("/embeddings", Operation.EMBEDDINGS),
            new Ending(":batchEmbedContents", Operation.GEMINI_EMBEDDINGS),
            new Ending("/api/embed", Operation.OLLAMA_EMBEDDINGS),
            new Ending("/v2/embed", Operation.COHERE_EMBEDDINGS));

    private PathDialects() {}

    /** The operation of a path, with or without a query; null when it is none that is known. */
    public static @Nullable Operation operation(String path) {
        int query = path.indexOf('?');
        String bare = query < 0 ? path : path.substring(0, query);
        String clean = bare.endsWith("/") ? bare.substring(0, bare.length() - 1) : bare;
        String absolute = clean.startsWith("/") ? clean : "/" + clean;
        for (Ending ending : ENDINGS) {
            if (absolute.endsWith(ending.path())) {
                return ending.operation();
            }
        }
        return null;
    }

    /** The model that Gemini's paths name; null elsewhere. */
    static @Nullable String model(String path) {
        int models = path.lastIndexOf("/models/");
        int colon = path.indexOf(':', Math.max(0, models));
        return models < 0 || colon < 0 ? null : path.substring(models + "/models/".length(), colon);
    }
}
