package dev.caravan.processors.guardrails.kinds.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.guardrails.kinds.JudgeCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.Judgement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageKindTest {

    @Test
    void nineOfTenSentencesAreToldAndHardlyOneIsTakenForAnotherLanguage() throws IOException {
        LanguageDetector detector = LanguageDetector.load();
        List<String> told = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        List<String> open = new ArrayList<>();
        for (String line : sentences()) {
            Optional<String> language = detector.detect(line.substring(3));
            if (language.isEmpty()) {
                open.add(line);
            } else if (line.startsWith(language.get() + " ")) {
                told.add(line);
            } else {
                wrong.add(language.get() + " for " + line);
            }
        }

        int all = told.size() + wrong.size() + open.size();
        assertThat(all).isGreaterThan(80);
        assertThat(told.size()).as("open %s, wrong %s", open, wrong).isGreaterThanOrEqualTo(all * 9 / 10);
        assertThat(wrong).as("taken for another").hasSizeLessThanOrEqualTo(all / 50);
    }

    @Test
    void aTextInAnotherLanguageFails() {
        JudgeCase judge = judge("en", "de");

        assertThat(judge.of("Please explain to me how a heat pump works.")).isEqualTo(Judgement.PASSED);
        assertThat(judge.of("Kannst du mir bitte erklären, wie das funktioniert?"))
                .isEqualTo(Judgement.PASSED);
        assertThat(judge.of("Peux-tu m'expliquer comment cela fonctionne, s'il te plaît ?"))
                .isEqualTo(Judgement.failed("The text seems to be written in the language 'fr'; allowed: en, de."));
        assertThat(judge.of("你能给我解释一下热泵是怎么工作的吗？火车又晚点了。").passed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bonjour, ça va ?",
                "4111 1111 1111 1111 / 0815-4711",
                "xkcd qwrt plmk zzzz wvut mnbv",
                "{\"a\": [1, 2, 3], \"b\": null}"
            })
    void aTextThatIsShortOrCannotBeToldPasses(String text) {
        assertThat(judge("de").of(text)).isEqualTo(Judgement.PASSED);
    }

    @Test
    void theLastMessageIsLookedAtUnlessAllAreAskedFor() {
        String english = "You are a helpful assistant, and you answer all of the questions in a friendly way.";
        String german = "Wie spät ist es jetzt in New York, bitte?";

        assertThat(judge("de").of(english + "\n" + german, german).passed()).isTrue();
        assertThat(JudgeCase.of(new LanguageKind(), Map.of("allowed", "de", "look-at", "all"))
                        .of(english + "\n" + german, german)
                        .passed())
                .isFalse();
    }

    @Test
    void aLanguageThatCannotBeToldIsRefused() {
        assertThatThrownBy(() -> judge("klingon"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guardrails.test.allowed")
                .hasMessageContaining("uk");
        assertThatThrownBy(() -> JudgeCase.of(new LanguageKind(), Map.of())).hasMessageContaining("no language");
    }

    private static JudgeCase judge(String... allowed) {
        return JudgeCase.of(new LanguageKind(), Map.of("allowed", List.of(allowed)));
    }

    private static List<String> sentences() throws IOException {
        try (InputStream in = Objects.requireNonNull(LanguageKindTest.class.getResourceAsStream("sentences.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
