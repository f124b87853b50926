package dev.caravan.processors.guardrails.kinds.judges;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Judges the length of a text, in characters (code points, as people count them) or words. */
public final class LengthKind implements GuardrailKind {

    @Override
    public String name() {
        return "length";
    }

    @Override
    public Guardrail create(Settings settings) {
        int most = settings.integer("max-characters", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        int fewest = settings.integer("min-characters", 0, 0, Integer.MAX_VALUE);
        int mostWords = settings.integer("max-words", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        LookAt lookAt = LookAt.read(settings, LookAt.ALL);
        if (most == Integer.MAX_VALUE && fewest == 0 && mostWords == Integer.MAX_VALUE) {
            throw settings.invalid(
                    "max-characters", "no limit is set", "Write max-characters, min-characters or max-words");
        }
        if (fewest > most) {
            throw settings.invalid("min-characters", "is more than max-characters", "Write a smaller number");
        }
        return new Length(fewest, most, mostWords, lookAt);
    }

    private record Length(int fewest, int most, int mostWords, LookAt lookAt) implements TextJudge {

        @Override
        public CompletionStage<Judgement> judge(Subject subject) {
            return CompletableFuture.completedFuture(judge(lookAt.of(subject)));
        }

        private Judgement judge(String text) {
            int characters = text.codePointCount(0, text.length());
            if (characters > most) {
                return Judgement.failed("The text has " + characters + " characters; " + most + " are allowed.");
            }
            if (characters < fewest) {
                return Judgement.failed("The text has " + characters + " characters; " + fewest + " are needed.");
            }
            int words = mostWords == Integer.MAX_VALUE ? 0 : words(text);
            return words > mostWords
                    ? Judgement.failed("The text has " + words + " words; " + mostWords + " are allowed.")
                    : Judgement.PASSED;
        }

        private static int words(String text) {
            int words = 0;
            boolean within = false;
            for (int i = 0; i < text.length(); i++) {
                boolean space = Chars.isSpace(text.charAt(i));
                words += !space && !within ? 1 : 0;
                within = !space;
            }
            return words;
        }
    }
}
