package dev.caravan.processors.metering;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tokens of texts by OpenAI's {@code o200k_base}. Its vocabulary is large and takes its time to be read: a process has
 * it once, and reads it when it is first wanted, or before. Thread-safe.
 */
public final class TextTokens {

    private volatile @Nullable Encoding encoding;

    /** Whether {@link #count} waits for nothing. */
    public boolean isLoaded() {
        return encoding != null;
    }

    /** Reads the vocabulary, or waits for whoever does. Blocks, but for the times after the first. */
    public void load() {
        loaded();
    }

    /** The tokens of a text, in which words such as {@code <|endoftext|>} are words. Blocks until the vocabulary is loaded. */
    public int count(String text) {
        return loaded().countTokensOrdinary(text);
    }

    private Encoding loaded() {
        Encoding known = encoding;
        return known == null ? read() : known;
    }

    private synchronized Encoding read() {
        Encoding known = encoding;
        if (known == null) {
            known = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
            encoding = known;
        }
        return known;
    }
}
