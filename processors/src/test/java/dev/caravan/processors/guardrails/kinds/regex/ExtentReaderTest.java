package dev.caravan.processors.guardrails.kinds.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtentReaderTest {

    private static final String UNBOUNDED = "unbounded";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "abc; 3",
                "a|bcd|; 3",
                "a?b; 2",
                "(?:ab){2,3}c; 7",
                "(?P<name>ab){2}; 4",
                "(?<name>ab){2}; 4",
                "[a-z]{4}; 4",
                "[^a]; 2",
                "[é-ü]; 1",
                "[😀-😃]; 2",
                "😀{3}; 6",
                ".; 2",
                "\\d\\w\\s; 3",
                "\\D; 2",
                "\\pL; 2",
                "\\p{Greek}{2}; 4",
                "[[:alpha:]]{2}; 2",
                "[]a]; 1",
                "[a\\]b]{2}; 2",
                "\\Qa.b*\\E; 4",
                "\\Qab\\E{3}; 4",
                "\\x41\\x{1F600}\\101; 4",
                "^\\bab\\B$\\z; 2",
                "a{,3}; 5",
                "a{x}; 4",
                "(?i)abc; 3",
                "(?i:a)b; 2",
                "a{0}b; 1",
                "(a{2}){0,2}?; 4",
                "a*; unbounded",
                "a+b; unbounded",
                "a{2,}; unbounded",
                "(a|b*)c; unbounded",
                "(?:)*; 0",
                "$; 0",
            })
    void theLongestMatchIsKnown(String regex, String longest) {
        assertThat(Pattern.compile(regex)).isNotNull();
        long characters = ExtentReader.read(regex).longest();

        assertThat(characters == Extent.UNBOUNDED ? UNBOUNDED : Long.toString(characters))
                .isEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            nullValues = "-",
            value = {
                "abc; abc; dA é",
                "(?i)ab; abAB; ckK",
                "(?i)k; kK\u212A; a",
                "(?i:a)b; aAb; B",
                "(?i)a(?-i)b; aAb; B",
                "((?i)a)b; aAb; B",
                "[^\\s]+; abé.; \" \"",
                "\\S; aé; \" \"",
                "[a-c\\d]; abc019; d-",
                "[^a-z]; A0é; am",
                "[^\\pL]; a0é; -",
                "[[:alpha:]-]; aZ-; é",
                "\\x41; A; B4",
                "\\Q.*\\E; .*; a",
            })
    void whatAMatchIsMadeOfIsKnown(String regex, String possible, String impossible) {
        Alphabet alphabet = ExtentReader.read(regex).alphabet();

        possible.chars().forEach(c -> assertThat(alphabet.contains((char) c))
                .as("'%c' in %s", c, regex)
                .isTrue());
        (impossible == null ? "" : impossible).chars().forEach(c -> assertThat(alphabet.contains((char) c))
                .as("'%c' in %s", c, regex)
                .isFalse());
    }

    /** Of expressions and texts made up at random, no match is longer, and none is made of anything else. */
    @Test
    void noMatchIsBeyondItsExtent() {
        Random random = new Random(7);
        int matches = 0;
        for (int i = 0; i < 20_000; i++) {
            String regex = expression(random, 3);
            Pattern pattern;
            try {
                pattern = Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                continue;
            }
            Extent extent = ExtentReader.read(regex);
            Matcher matcher = pattern.matcher(text(random));
            while (matcher.find()) {
                matches++;
                String match = matcher.group();
                assertThat((long) match.length()).as("%s in %s", match, regex).isLessThanOrEqualTo(extent.longest());
                match.chars().forEach(c -> assertThat(extent.alphabet().contains((char) c))
                        .as("%c of %s in %s", c, match, regex)
                        .isTrue());
            }
        }
        assertThat(matches).isGreaterThan(1000);
    }

    private static String expression(Random random, int depth) {
        String[] atoms = {
            "a",
            "b",
            "K",
            "s",
            "é",
            "😀",
            ".",
            "\\d",
            "\\S",
            "\\W",
            "[a-c]",
            "[^a]",
            "[[:^digit:]]",
            "[^\\d😀]",
            "\\pL",
            "\\x{212A}",
            "\\b",
            "$",
            "^",
            "(?i)",
            "(?s)",
            "\\Qa.\\E",
            "[\\D]",
            "\\n",
            "[ſ]",
            "-"
        };
        StringBuilder regex = new StringBuilder();
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            String atom = depth > 0 && random.nextInt(3) == 0
                    ? new String[] {"(", "(?:", "(?i:", "(?P<n>"}[random.nextInt(4)] + expression(random, depth - 1)
                            + ")"
                    : atoms[random.nextInt(atoms.length)];
            String[] suffixes = {"", "", "", "*", "+?", "?", "{2}", "{0,2}", "{1,}", "|"};
            regex.append(atom).append(suffixes[random.nextInt(suffixes.length)]);
        }
        return regex.toString();
    }

    private static String text(Random random) {
        String[] units = {"a", "b", "c", "k", "K", "\u212A", "S", "ſ", "é", "😀", "1", " ", "\n", "-", "."};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(units[random.nextInt(units.length)]);
        }
        return text.toString();
    }
}
