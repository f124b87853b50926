package dev.caravan.processors.guardrails.kinds.injection;

import java.text.Normalizer;

/** Brings letters that look alike together: cases, accents, wide and ornamental forms, look-alikes of other scripts. */
final class Letters {

    private static final String LOOK_ALIKES = "аaеeоoрpсcхxуyіiјjѕsһhԁdкkмmтtвbнhαaεeοoρpιiκkνvτtυuχxωwıiłløođdßs";

    private Letters() {}

    /** Whether it takes no room: it may stand within a word without being seen. */
    static boolean isInvisible(int codePoint) {
        if (codePoint < 0xAD) {
            return false;
        }
        return codePoint == 0xAD
                || codePoint == 0x180E
                || codePoint >= 0x200B && codePoint <= 0x200F
                || codePoint >= 0x202A && codePoint <= 0x202E
                || codePoint >= 0x2060 && codePoint <= 0x206F
                || codePoint >= 0xFE00 && codePoint <= 0xFE0F
                || codePoint == 0xFEFF
                || codePoint >= 0xE0000 && codePoint <= 0xE01EF;
    }

    /** Whether its script parts no words, so that it is a word by itself. */
    static boolean isWord(int codePoint) {
        if (codePoint < 0x0E00) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> codePoint == 'ー';
        };
    }

    /** Appends the plain form of a letter or digit. */
    static void appendPlain(int codePoint, StringBuilder word) {
        if (codePoint < 128) {
            word.append((char) (codePoint >= 'A' && codePoint <= 'Z' ? codePoint + 32 : codePoint));
            return;
        }
        if (!isComposed(codePoint)) {
            appendLower(codePoint, word);
            return;
        }
        String parts = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFKD);
        parts.codePoints().filter(Character::isLetterOrDigit).forEach(part -> appendLower(part, word));
    }

    private static void appendLower(int codePoint, StringBuilder word) {
        int lower = Character.toLowerCase(codePoint);
        int alike = lower < 128 || lower > 0x52F ? -1 : LOOK_ALIKES.indexOf(lower);
        if (alike >= 0 && alike % 2 == 0) {
            word.append(LOOK_ALIKES.charAt(alike + 1));
        } else {
            word.appendCodePoint(lower);
        }
    }

    /** Whether it is made of a letter and something else. Hangul is too, but each of its syllables has one form only. */
    private static boolean isComposed(int codePoint) {
        return codePoint >= 0xAA && codePoint <= 0x24F
                || codePoint >= 0x1E00 && codePoint <= 0x1FFF
                || codePoint >= 0x2070 && codePoint <= 0x218F
                || codePoint >= 0x2460 && codePoint <= 0x24FF
                || codePoint >= 0xFB00 && codePoint <= 0xFB06
                || codePoint >= 0xFF00 && codePoint <= 0xFFEF
                || codePoint >= 0x1D400 && codePoint <= 0x1D7FF
                || codePoint >= 0x1F100 && codePoint <= 0x1F1FF;
    }
}
