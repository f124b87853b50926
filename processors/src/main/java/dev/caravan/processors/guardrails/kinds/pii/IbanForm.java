package dev.caravan.processors.guardrails.kinds.pii;

import dev.caravan.processors.guardrails.kinds.text.Chars;
import java.util.HashMap;
import java.util.Map;

/** An IBAN: of its country's length, with the check digits of ISO 7064. */
final class IbanForm implements NumberForm {

    private static final Map<String, Integer> LENGTHS = lengths(
            "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29"
                    + " ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30"
                    + " KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15"
                    + " OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23"
                    + " TN24 TR26 UA29 VA22 VG24 XK20 YE30");

    @Override
    public int end(String text, int start) {
        int length = 4;
        int remainder = 0;
        int country = 0;
        int at = start;
        for (int count = 0; count < length; count++) {
            if (count > 2 && at < text.length() && Shape.isSeparator(text.charAt(at))) {
                at++;
            }
            if (at == text.length()) {
                return OPEN;
            }
            char c = text.charAt(at++);
            if (!(count < 2 ? Chars.isAsciiLetter(c) : count < 4 ? Chars.isDigit(c) : Chars.isAlnum(c))) {
                return NONE;
            }
            int value = Character.digit(c, 36);
            if (count < 4) {
                country = country * (count < 2 ? 100 : 10) + value;
            } else {
                remainder = (remainder * (value < 10 ? 10 : 100) + value) % 97;
            }
            if (count == 3) {
                Integer itsLength = LENGTHS.get(
                        "" + Character.toUpperCase(text.charAt(start)) + Character.toUpperCase(text.charAt(start + 1)));
                if (itsLength == null) {
                    return NONE;
                }
                length = itsLength;
            }
        }
        return (remainder * 1_000_000L + country) % 97 == 1 ? at : NONE;
    }

    @Override
    public int leadingDigits() {
        return 0;
    }

    @Override
    public String label() {
        return "iban";
    }

    private static Map<String, Integer> lengths(String table) {
        Map<String, Integer> lengths = new HashMap<>();
        for (String entry : table.split(" ")) {
            lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
        }
        return Map.copyOf(lengths);
    }
}
