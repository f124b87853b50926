package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;

/** An IPv4 address: four numbers up to 255 with dots between them. */
final class IpV4Form implements NumberForm {

    @Override
    public int end(String text, int start) {
        if (start > 1 && text.charAt(start - 1) == '.' && Chars.isDigit(text.charAt(start - 2))) {
            return NONE;
        }
        int at = start;
        for (int part = 0; part < 4; part++) {
            if (part > 0) {
                if (at == text.length()) {
                    return OPEN;
                }
                if (text.charAt(at++) != '.') {
                    return NONE;
                }
            }
            int value = 0;
            int digits = 0;
            while (at < text.length() && digits < 4 && Chars.isDigit(text.charAt(at))) {
                value = value * 10 + text.charAt(at++) - '0';
                digits++;
            }
            if (digits > 3 || value > 255) {
                return NONE;
            }
            if (digits == 0) {
                return at == text.length() ? OPEN : NONE;
            }
        }
        // A dot may end the sentence, or go on to a fifth number.
        boolean goesOn = at + 1 < text.length() && text.charAt(at) == '.' && Chars.isDigit(text.charAt(at + 1));
        return goesOn ? NONE : at;
    }

    @Override
    public int leadingDigits() {
        return 4;
    }

    @Override
    public String label() {
        return "ip";
    }
}
