package dev.caravan.processors.guardrails.kinds.judges;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Subject;

/** Which text a judge looks at, by the setting {@code look-at}. Of an answer there is only one. */
public enum LookAt {
    /** The texts of all messages. */
    ALL,
    /** The text of the last message. */
    LAST;

    /** Reads the setting. */
    public static LookAt read(Settings settings, LookAt otherwise) {
        return settings.choice("look-at", LookAt.class, otherwise);
    }

    /** The text to look at. */
    public String of(Subject subject) {
        return this == ALL ? subject.text() : subject.lastText();
    }
}
