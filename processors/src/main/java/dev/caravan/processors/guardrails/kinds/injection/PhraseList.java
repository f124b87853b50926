package dev.caravan.processors.guardrails.kinds.injection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The phrases of the list that count at a sensitivity, by the words that they can begin with. Immutable once read. */
final class PhraseList {

    private final Vocabulary vocabulary = new Vocabulary();
    private final Map<Integer, List<Phrase>> byFirstWord = new HashMap<>();
    private int mostWords;

    private PhraseList() {}

    static PhraseList of(Sensitivity sensitivity) {
        PhraseList list = new PhraseList();
        for (String line : lines("phrases.txt")) {
            String[] columns = line.split("\\s+", 3);
            if (sensitivity.includes(level(columns[0]))) {
                list.add(columns[1], columns[2]);
            }
        }
        return list;
    }

    /** The marks of the other list that count at a sensitivity. */
    static List<String> delimiters(Sensitivity sensitivity) {
        return lines("delimiters.txt").stream()
                .map(line -> line.split("\\s+", 2))
                .filter(columns -> sensitivity.includes(level(columns[0])))
                .map(columns -> columns[1])
                .toList();
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The phrases that can begin with a word. */
    List<Phrase> beginningWith(int word) {
        return byFirstWord.getOrDefault(word, List.of());
    }

    /** How many words the longest phrase has. */
    int mostWords() {
        return mostWords;
    }

    private void add(String label, String words) {
        List<Phrase.Part> parts = new ArrayList<>();
        for (String word : words.split("\\s+")) {
            boolean optional = word.endsWith("?");
            List<int[]> choices = new ArrayList<>();
            for (String choice : (optional ? word.substring(0, word.length() - 1) : word).split("\\|")) {
                choices.add(numbers(choice));
            }
            parts.add(new Phrase.Part(List.copyOf(choices), optional));
        }
        Phrase phrase = new Phrase(label, List.copyOf(parts));
        mostWords = Math.max(mostWords, phrase.mostWords());
        Set<Integer> firsts = new HashSet<>();
        for (Phrase.Part part : parts) {
            part.choices().forEach(choice -> firsts.add(choice[0]));
            if (!part.optional()) {
                break;
            }
        }
        firsts.forEach(first ->
                byFirstWord.computeIfAbsent(first, key -> new ArrayList<>()).add(phrase));
    }

    private int[] numbers(String choice) {
        String[] words = choice.split("_");
        int[] numbers = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            StringBuilder plain = new StringBuilder();
            words[i].codePoints().forEach(codePoint -> Letters.appendPlain(codePoint, plain));
            numbers[i] = vocabulary.add(Words.plain(plain).toString());
        }
        return numbers;
    }

    private static Sensitivity level(String word) {
        return switch (word) {
            case "low" -> Sensitivity.LOW;
            case "medium" -> Sensitivity.MEDIUM;
            case "high" -> Sensitivity.HIGH;
            default -> throw new IllegalStateException("no level: " + word);
        };
    }

    private static List<String> lines(String name) {
        try (InputStream in = PhraseList.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("# ") && !line.equals("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
