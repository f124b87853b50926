package dev.caravan.processors.guardrails.kinds.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.guardrails.kinds.KindCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.testkit.guard.TextScannerContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsKindTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦casino⟧",
                "A ⟦Casino⟧, a ⟦CASINO⟧; no casinos.",
                "Buy ⟦lottery tickets⟧ and ⟦lottery⟧ balls",
                "⟦lottery \n\t tickets⟧",
                "lotterytickets",
                "⟦Ärger⟧ und ⟦ÄRGER⟧, nicht verärgert",
                "xcasino casinox 1casino casino1 _⟦casino⟧_",
                "⟦C++⟧ and ⟦c++⟧11",
                "我喜欢⟦赌博⟧游戏",
                "слово ⟦Казино⟧",
                "⟦new york⟧⟦ city⟧",
                "cafe\u0301 ⟦cafe⟧",
            })
    void wholeWordsAreFoundInAnyCase(String text) {
        words("casino", "lottery", "lottery tickets", "Ärger", "c++", "赌博", "казино", "new york", "york city", "cafe")
                .finds(text);
    }

    @Test
    void partsOfWordsAreFoundWhenAskedFor() {
        KindCase.of(new WordsKind(), Map.of("words", List.of("he", "she", "hers"), "whole-words", false))
                .finds("us⟦she⟧⟦rs⟧ t⟦he⟧");
    }

    @Test
    void theCaseCountsWhenAskedFor() {
        KindCase.of(new WordsKind(), Map.of("words", "Apollo", "case-sensitive", true))
                .finds("⟦Apollo⟧ apollo");
    }

    @Test
    void theLabelIsTheOperators() {
        assertThat(KindCase.of(new WordsKind(), Map.of("words", "x", "label", "codename"))
                        .labels("x"))
                .containsExactly("codename");
    }

    @Test
    void onlyWhatMayBecomeAPhraseIsUndecided() {
        KindCase words = words("credit card", "cardinal");

        assertThat(words.undecided("nothing here")).isEmpty();
        assertThat(words.undecided("a credit  c")).isEqualTo("credit  c");
        assertThat(words.undecided("a credit card")).isEqualTo("credit card");
        assertThat(words.undecided("a credit card ")).isEmpty();
        assertThat(words.undecided("accredit")).isEmpty();
        assertThat(words.undecided("half a character \uD83D")).isEqualTo("\uD83D");
    }

    @Test
    void aFileAddsItsLines(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("words.txt"), "# names\napollo\n\n  two words \n");

        KindCase.of(new WordsKind(), Map.of("file", file.toString(), "words", "more"))
                .finds("⟦Apollo⟧ has ⟦two words⟧ # names and ⟦more⟧");
    }

    @Test
    void thousandsOfPhrasesAreFoundInOneWalk() {
        List<String> phrases =
                IntStream.range(0, 5000).mapToObj(i -> "word" + i + " no" + i).toList();

        KindCase.of(new WordsKind(), Map.of("words", phrases)).finds("word1 no2 ⟦word4711 no4711⟧ word47 no4711");
    }

    @Test
    void aListWithoutWordsIsRefused() {
        assertThatThrownBy(() -> KindCase.of(new WordsKind(), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guardrails.test.words");
        assertThatThrownBy(() -> KindCase.of(new WordsKind(), Map.of("words", List.of("a", " "))))
                .hasMessageContaining("empty word");
        assertThatThrownBy(() -> KindCase.of(new WordsKind(), Map.of("file", "no-such-file.txt")))
                .hasMessageContaining("no-such-file.txt");
        assertThatThrownBy(() -> KindCase.of(new WordsKind(), Map.of("words", "x", "label", "Not This")))
                .hasMessageContaining("label");
    }

    private static KindCase words(String... words) {
        return KindCase.of(new WordsKind(), Map.of("words", List.of(words)));
    }

    @Nested
    class Contract extends TextScannerContract {
        @Override
        protected GuardrailKind kind() {
            return new WordsKind();
        }

        @Override
        protected Map<String, Object> settings() {
            return Map.of("words", List.of("aa", "aab", "b b", "new york", "york city", "赌博", "c++", "ignore", "😀"));
        }

        @Override
        protected List<String> samples() {
            return List.of("aa aab", "new york city", "new  \n york", "aa b b b", "我喜欢赌博", "c++ c+++", "x 😀 😀");
        }
    }

    @Nested
    class ContractOfParts extends Contract {
        @Override
        protected Map<String, Object> settings() {
            return Map.of(
                    "words",
                    List.of("a", "aa", "aab", "york city", "city ", "york", "c++", "赌", "😀"),
                    "whole-words",
                    false,
                    "case-sensitive",
                    true,
                    "label",
                    "part");
        }
    }
}
