package dev.caravan.processors.guardrails.kinds.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells the language of a text: by its script where that is enough, and otherwise by how many of its words are frequent ones of
 * a language. A word that several languages have counts the less for each. Immutable and thread-safe.
 *
 * <p>Of a long text it reads {@value #SAMPLE} characters of the beginning and as many of the end.
 */
final class LanguageDetector {

    private static final int SAMPLE = 16_384;

    /** The weight of one letter that few languages have, compared to a word that only one has. */
    private static final double LETTER = 0.25;

    /** Below this share of the words, the frequent words of no language are in the text: names, code, another language. */
    private static final double LEAST_SHARE = 0.08;

    private static final double LEAST_SCORE = 1.2;

    /** The first language has to be ahead of the second by this factor. */
    private static final double LEAD = 1.15;

    private static final Map<UnicodeScript, String> BY_SCRIPT = Map.ofEntries(
            Map.entry(UnicodeScript.HAN, "zh"),
            Map.entry(UnicodeScript.HIRAGANA, "ja"),
            Map.entry(UnicodeScript.KATAKANA, "ja"),
            Map.entry(UnicodeScript.HANGUL, "ko"),
            Map.entry(UnicodeScript.ARABIC, "ar"),
            Map.entry(UnicodeScript.HEBREW, "he"),
            Map.entry(UnicodeScript.GREEK, "el"),
            Map.entry(UnicodeScript.THAI, "th"),
            Map.entry(UnicodeScript.DEVANAGARI, "hi"),
            Map.entry(UnicodeScript.BENGALI, "bn"),
            Map.entry(UnicodeScript.TAMIL, "ta"),
            Map.entry(UnicodeScript.TELUGU, "te"),
            Map.entry(UnicodeScript.GEORGIAN, "ka"),
            Map.entry(UnicodeScript.ARMENIAN, "hy"));

    /** A language and what a word or a letter says for it. */
    private record Hint(int language, double weight) {}

    private final List<String> languages;
    private final Map<String, List<Hint>> words;
    private final Map<String, List<Hint>> letters;

    private LanguageDetector(List<String> languages, Map<String, List<Hint>> words, Map<String, List<Hint>> letters) {
        this.languages = languages;
        this.words = words;
        this.letters = letters;
    }

    static LanguageDetector load() {
        List<String> languages = new ArrayList<>();
        Map<String, Set<String>> words = new HashMap<>();
        Map<String, Set<String>> letters = new HashMap<>();
        for (String line : lines()) {
            String[] columns = line.split(" ");
            if (!languages.contains(columns[0])) {
                languages.add(columns[0]);
            }
            for (int i = 2; i < columns.length; i++) {
                (columns[1].equals("words") ? words : letters)
                        .computeIfAbsent(columns[i], key -> new TreeSet<>())
                        .add(columns[0]);
            }
        }
        return new LanguageDetector(
                List.copyOf(languages), hints(languages, words, 1), hints(languages, letters, LETTER));
    }

    /** The languages that it can tell, by their codes of ISO 639. */
    Set<String> languages() {
        Set<String> all = new TreeSet<>(languages);
        all.addAll(BY_SCRIPT.values());
        return all;
    }

    /** The language's code; empty when it cannot be told. */
    Optional<String> detect(String text) {
        String sample = text.length() <= 2 * SAMPLE
                ? text
                : text.substring(0, SAMPLE) + " " + text.substring(text.length() - SAMPLE);
        UnicodeScript script = script(sample);
        if (script == null) {
            return Optional.empty();
        }
        String itsLanguage = BY_SCRIPT.get(script);
        return itsLanguage != null ? Optional.of(itsLanguage) : byWords(sample.toLowerCase(Locale.ROOT));
    }

    /** The script of most letters; Japanese writes most of its nouns in Chinese characters. */
    private static @Nullable UnicodeScript script(String text) {
        Map<UnicodeScript, Integer> counts = new EnumMap<>(UnicodeScript.class);
        int latin = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c < 128) {
                latin += c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' ? 1 : 0;
            } else if (Character.isLetter(c)) {
                counts.merge(UnicodeScript.of(c), 1, Integer::sum);
            }
        }
        counts.merge(UnicodeScript.LATIN, latin, Integer::sum);
        int kana = counts.getOrDefault(UnicodeScript.HIRAGANA, 0) + counts.getOrDefault(UnicodeScript.KATAKANA, 0);
        int han = counts.getOrDefault(UnicodeScript.HAN, 0);
        if (kana > 0 && kana * 10 >= han) {
            counts.put(UnicodeScript.HIRAGANA, kana + han);
            counts.remove(UnicodeScript.HAN);
        }
        // A character of these says about as much as three letters.
        for (UnicodeScript dense : List.of(UnicodeScript.HAN, UnicodeScript.HIRAGANA, UnicodeScript.HANGUL)) {
            counts.computeIfPresent(dense, (key, count) -> 3 * count);
        }
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private Optional<String> byWords(String text) {
        double[] scores = new double[languages.size()];
        int count = 0;
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean letter = i < text.length() && Character.isLetter(text.charAt(i));
            if (letter) {
                start = start < 0 ? i : start;
                if (text.charAt(i) >= 128) {
                    add(scores, letters.get(text.substring(i, i + 1)));
                }
            } else if (start >= 0) {
                count++;
                add(scores, words.get(text.substring(start, i)));
                start = -1;
            }
        }
        int best = 0;
        double second = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                second = scores[best];
                best = i;
            } else {
                second = Math.max(second, scores[i]);
            }
        }
        double score = scores[best];
        boolean clear = score >= LEAST_SCORE && score >= LEAST_SHARE * count && score >= LEAD * second;
        return clear ? Optional.of(languages.get(best)) : Optional.empty();
    }

    private static void add(double[] scores, @Nullable List<Hint> hints) {
        if (hints != null) {
            for (Hint hint : hints) {
                scores[hint.language] += hint.weight;
            }
        }
    }

    private static Map<String, List<Hint>> hints(
            List<String> languages, Map<String, Set<String>> owners, double weight) {
        Map<String, List<Hint>> hints = new HashMap<>();
        owners.forEach((key, its) -> hints.put(
                key,
                its.stream()
                        .map(language -> new Hint(languages.indexOf(language), weight / Math.sqrt(its.size())))
                        .toList()));
        return Map.copyOf(hints);
    }

    private static List<String> lines() {
        try (InputStream in = LanguageDetector.class.getResourceAsStream("words.txt")) {
            if (in == null) {
                throw new IllegalStateException("no resource words.txt");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
