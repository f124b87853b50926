package dev.caravan.processors.guardrails.kinds.injection;

/** How much is taken for an injection: only what is blatant, what is usual, or all that is suspicious. */
enum Sensitivity {
    LOW,
    MEDIUM,
    HIGH;

    /** Whether something that counts from {@code level} on counts here. */
    boolean includes(Sensitivity level) {
        return level.compareTo(this) <= 0;
    }
}
