package dev.caravan.spi.guard;

/**
 * Looks at texts. Thread-safe: one guardrail sees all calls, several at a time. It never stores or logs what it sees.
 *
 * <p>A {@link TextScanner} finds places in a text, which can be redacted, in streams as well; a {@link TextJudge} has an opinion
 * of a text as a whole.
 */
public sealed interface Guardrail extends AutoCloseable permits TextScanner, TextJudge {

    /** Called once when the configuration that made it serves no more calls. */
    @Override
    default void close() {}
}
