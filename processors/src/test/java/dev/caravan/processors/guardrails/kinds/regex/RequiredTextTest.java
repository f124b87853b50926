package dev.caravan.processors.guardrails.kinds.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequiredTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            nullValues = "-",
            value = {
                "abc abc",
                "\\bINC-[0-9]{6,8}\\b INC-",
                "(?i)\\bproject\\s+(falcon|osprey)\\b project",
                "ab?cde cde",
                "abc* ab",
                "abc+d abc",
                "ab{0,3}c a",
                "ab{2}c ab",
                "a\\.b\\-c a.b-c",
                "x[|)]yz yz",
                "x(a|b\\)|[(])yz yz",
                "^https?://foo$ ://foo",
                "é1 1",
                "\\x41bc bc",
                // Where either side may match, or the rest has other rules, nothing is required.
                "abc|x -",
                "a(?i)b -",
                "\\Qabc\\E -",
                "a{b -",
                "(a|b) -",
                "[abc]+ -"
            })
    void isTheLongestTextThatEveryMatchHas(String regex, String required) {
        assertThat(RequiredTextReader.read(regex).text()).isEqualTo(required == null ? "" : required);
    }

    @Test
    void ofEitherCaseItHasTheRelativesThatRe2Knows() {
        for (String text : List.of("mask", "MASK", "a MaSk b", "ma\u017f\u212a", "MA\u017fk", "masc", "mas", "")) {
            assertThat(RequiredTextReader.read("(?i)mask").isIn(text))
                    .as(text)
                    .isEqualTo(Pattern.compile("(?i)mask").matcher(text).find());
        }
    }

    @Test
    void noTextWithAMatchIsWithoutIt() {
        Random random = new Random(7);
        List<String> parts = List.of(
                "a", "b", "k", "ab", "a?", "b*", "k+", "a{2}", "b{0,1}", "[ab]", "(a|b)", "(?:k)?", "\\b", ".", "\\.",
                "^", "$", "a+?", "[^a]*", "(?:ab)");
        String letters = "abkABK.\u212a ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder regex = new StringBuilder(random.nextBoolean() ? "(?i)" : "");
            for (int n = random.nextInt(5) + 1; n > 0; n--) {
                regex.append(parts.get(random.nextInt(parts.size())));
            }
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            RequiredText required = RequiredTextReader.read(regex.toString());
            if (Pattern.compile(regex.toString()).matcher(text).find()) {
                assertThat(required.isIn(text.toString()))
                        .as("%s in '%s'", regex, text)
                        .isTrue();
            }
        }
    }
}
