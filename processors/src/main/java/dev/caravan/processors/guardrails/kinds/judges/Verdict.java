package dev.caravan.processors.guardrails.kinds.judges;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.guard.Judgement;

/** Reads {@code {"passed": false, "reason": "…"}}. */
final class Verdict {

    private static final int LONGEST_REASON = 300;

    private Verdict() {}

    /** @throws RemoteFailure when it is no verdict */
    static Judgement of(JsonNode verdict) {
        JsonNode passed = verdict.path("passed");
        JsonNode reason = verdict.path("reason");
        if (!passed.isBoolean() || !(reason.isTextual() || reason.isNull() || reason.isMissingNode())) {
            throw new RemoteFailure("its answer is no verdict {\"passed\": true or false, \"reason\": \"…\"}");
        }
        if (passed.booleanValue()) {
            return Judgement.PASSED;
        }
        String why = plain(reason.asText(""));
        return Judgement.failed(why.isEmpty() ? "The text was not accepted." : why);
    }

    /** On one line, and not too long. */
    private static String plain(String reason) {
        StringBuilder plain = new StringBuilder();
        reason.codePoints()
                .limit(LONGEST_REASON)
                .forEach(c -> plain.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return plain.toString().strip();
    }
}
