package dev.caravan.spi;

import java.util.Arrays;
import java.util.Optional;

/** What a provider can be asked for. Named after the path of OpenAI's API that does it, without the version prefix. */
public enum Operation {
    CHAT_COMPLETIONS("chat/completions"),
    EMBEDDINGS("embeddings"),
    IMAGE_GENERATIONS("images/generations"),
    MODELS("models"),
    /** Any method on any path, passed through as it is. */
    PASSTHROUGH("*");

    private final String path;

    Operation(String path) {
        this.path = path;
    }

    /** The operation's name in configuration ({@code format-urls}), metrics and logs: {@code images/generations}. */
    public String path() {
        return path;
    }

    /** The operation of that {@link #path()}, or empty. */
    public static Optional<Operation> ofPath(String path) {
        return Arrays.stream(values()).filter(op -> op.path.equals(path)).findFirst();
    }
}
