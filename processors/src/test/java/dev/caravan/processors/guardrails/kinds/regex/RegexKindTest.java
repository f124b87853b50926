package dev.caravan.processors.guardrails.kinds.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.caravan.processors.guardrails.kinds.KindCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.Finding;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.TextScanner;
import dev.caravan.testkit.guard.TextScannerContract;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegexKindTest {

    @Test
    void eachMatchIsFound() {
        regex("\\bEMP-\\d{4}\\b").finds("⟦EMP-1234⟧, ⟦EMP-0000⟧ but not EMP-12345");
        regex("(?i)codename \\w+").finds("The ⟦CodeName Apollo⟧ is secret");
        regex("a*").finds("b⟦aa⟧b⟦a⟧");
        regex("^x").finds("⟦x⟧xx");
        regex("😀+").finds("a⟦😀😀⟧b");
    }

    @Test
    void severalPatternsSearchTheSameText() {
        KindCase.of(new RegexKind(), Map.of("pattern", "a+", "patterns", List.of("b+", "[ab]c")))
                .finds("⟦aa⟧ ⟦bb⟧⟦c⟧ ⟦ac⟧");
    }

    @Test
    void aBadPatternIsRefusedWithTheReason() {
        assertThatThrownBy(() -> regex("a("))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guardrails.test.pattern")
                .hasMessageContaining("missing closing )");
        assertThatThrownBy(() -> KindCase.of(new RegexKind(), Map.of("patterns", List.of("a", "(?=b)"))))
                .hasMessageContaining("guardrails.test.patterns");
        assertThatThrownBy(() -> KindCase.of(new RegexKind(), Map.of())).hasMessageContaining("is missing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            nullValues = "-",
            value = {
                "\\d{3}-\\d{2}-\\d{4} | my number 123-45    | 123-45",
                "\\d{3}-\\d{2}-\\d{4} | a word              | -",
                "\\d{3}-\\d{2}-\\d{4} | 1234567890123456789 | 0123456789",
                "cat                  | tac                 | ac",
                "cat                  | cat                 | at",
                "cat\\b               | cat                 | cat",
                "cat$                 | a cat               | cat",
                "sk-[a-z]+            | a sk-abc            | sk-abc",
                "sk-[a-z]+            | sk-abc.             | -",
                "a.*b                 | all of the line     | all of the line",
                "(?i)ab               | xA                  | A",
                "[^ ]+@x              | some words          | words",
            })
    void onlyWhatMayBecomeAMatchIsUndecided(String pattern, String text, String undecided) {
        assertThat(regex(pattern).undecided(text)).isEqualTo(undecided == null ? "" : undecided);
    }

    @Test
    void aPatternThatMakesOthersSlowIsNot() {
        TextScanner nested = regex("(a+)+$").scanner();
        TextScanner lookingOn = regex("a.*b|a").scanner();
        String text = "a".repeat(100_000);

        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            assertThat(nested.scan(text + "!")).isEmpty();
            assertThat(nested.scan(text)).containsExactly(new Finding(0, text.length(), "regex"));
            List<Finding> found = lookingOn.scan(text);
            assertThat(found.get(found.size() - 1).end()).isEqualTo(text.length());
        });
    }

    private static KindCase regex(String pattern) {
        return KindCase.of(new RegexKind(), Map.of("pattern", pattern));
    }

    abstract static class Contract extends TextScannerContract {
        @Override
        protected GuardrailKind kind() {
            return new RegexKind();
        }
    }

    @Nested
    class BoundedContract extends Contract {
        @Override
        protected Map<String, Object> settings() {
            return Map.of(
                    "patterns", List.of("\\b\\d{3}-?\\d{4}\\b", "(?i)secret( word)?", "x$", "(?m)^note"), "label", "l");
        }

        @Override
        protected List<String> samples() {
            return List.of(
                    "123-4567", "1234567 secret", "SECRET words", "note\nnote", "secret wor", "12-1234567-12 secret x");
        }
    }

    @Nested
    class UnboundedContract extends Contract {
        @Override
        protected Map<String, Object> settings() {
            return Map.of("pattern", "(?i)key=\\S+|a+b?|<[^>]*>", "patterns", List.of("(?s)BEGIN.*?END", "z{2,}\\B"));
        }

        @Override
        protected List<String> samples() {
            return List.of("KEY=abc! aab", "<tag\n x> a", "BEGIN aab\nEND END", "zzz zzy a", "key=k😀k <a>");
        }
    }
}
