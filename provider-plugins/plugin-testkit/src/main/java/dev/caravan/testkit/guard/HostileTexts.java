package dev.caravan.testkit.guard;

import java.util.LinkedHashMap;
import java.util.Map;

/** Long texts that make a careless search slow: beginnings of things that never end, one after the other. */
final class HostileTexts {

    private HostileTexts() {}

    /** @param length how long each is, in characters */
    static Map<String, String> ofLength(int length) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String unit : new String[] {
            "a",
            "A1",
            "7",
            "7 ",
            "4111 ",
            "+1 ",
            "+49 30 1",
            "(((",
            " ",
            "\n",
            "a@",
            "a.@b.",
            "@",
            "::",
            "fe80:",
            "1.2.3.",
            "=",
            "password=",
            "token: \"",
            "sk-",
            "eyJ",
            "eyJ.",
            "-----BEGIN PRIVATE KEY-----",
            "-",
            "DE89 ",
            "AB12",
            "<|",
            "[INST",
            "ignore ",
            "ignore all previous ",
            "aWdub3Jl",
            "é",
            "ﬁ",
            "\u200b",
            "\uD83D\uDE00",
            "\uD83D",
            "{\"a\":",
            "\\",
            "%41",
            "_",
            "/",
            "the quick brown fox "
        }) {
            texts.put("'" + unit.replace("\n", "\\n") + "' again and again", unit.repeat(length / unit.length()));
        }
        return texts;
    }
}
