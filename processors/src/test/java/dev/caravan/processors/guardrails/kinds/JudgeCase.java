package dev.caravan.processors.guardrails.kinds;

import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Side;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A judge in a test. */
public final class JudgeCase {

    private final TextJudge judge;

    private JudgeCase(TextJudge judge) {
        this.judge = judge;
    }

    public static JudgeCase of(GuardrailKind kind, Map<String, Object> settings) {
        Settings section = Settings.of("guardrails.test", settings);
        TextJudge judge = (TextJudge) kind.create(section);
        section.rejectUnread();
        return new JudgeCase(judge);
    }

    public CompletableFuture<Judgement> asked(String text) {
        return judge.judge(new Subject(Side.OUTPUT, text, text, "gpt", "req-1")).toCompletableFuture();
    }

    /** The judgement of an answer. */
    public Judgement of(String text) {
        return asked(text).orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The judgement of a request with several messages. */
    public Judgement of(String text, String last) {
        return judge.judge(new Subject(Side.INPUT, text, last, null, "req-2"))
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
