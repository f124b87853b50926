package dev.caravan.processors.guardrails.kinds.pii;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.caravan.processors.guardrails.kinds.text.Chars;
import dev.caravan.processors.guardrails.kinds.text.Findings;
import dev.caravan.processors.guardrails.kinds.text.Search;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Searches telephone numbers: international ones always, others by the rules of regions. It looks at runs of digits and of what
 * stands between the digits of a number, and asks {@link PhoneRules} about groups of them that may be one.
 */
final class PhoneSearch implements Search {

    private static final int FEWEST_DIGITS = 7;

    private final Map<Integer, PhoneRules> byCallingCode;
    private final List<PhoneRules> regions;

    private PhoneSearch(Map<Integer, PhoneRules> byCallingCode, List<PhoneRules> regions) {
        this.byCallingCode = byCallingCode;
        this.regions = regions;
    }

    /**
     * Loads what is known of all regions, so that a search reads no file.
     *
     * @param regions codes of two upper-case letters
     */
    static PhoneSearch of(List<String> regions) {
        PhoneNumberUtil library = PhoneNumberUtil.getInstance();
        library.getSupportedRegions().forEach(library::getExampleNumber);
        library.getSupportedGlobalNetworkCallingCodes().forEach(library::getExampleNumberForNonGeoEntity);
        Map<Integer, PhoneRules> byCallingCode = new HashMap<>();
        for (int code : library.getSupportedCallingCodes()) {
            byCallingCode.put(code, PhoneRules.ofCallingCode(library, code));
        }
        return new PhoneSearch(
                Map.copyOf(byCallingCode),
                regions.stream()
                        .map(region -> PhoneRules.ofRegion(library, region))
                        .toList());
    }

    @Override
    public void find(String text, Findings into) {
        if (Chars.digits(text, FEWEST_DIGITS) < FEWEST_DIGITS) {
            return;
        }
        int at = 0;
        while (at < text.length()) {
            if (!DigitRun.starts(text.charAt(at))) {
                at++;
                continue;
            }
            DigitRun run = DigitRun.at(text, at);
            if (run.digits() >= FEWEST_DIGITS && (run.hasPlus() || !regions.isEmpty())) {
                findIn(run, text, into);
            }
            at = run.end();
        }
    }

    @Override
    public int open(String text) {
        return DigitRun.last(text);
    }

    private void findIn(DigitRun run, String text, Findings into) {
        int group = 0;
        while (group < run.groups()) {
            int last = run.isInternational(group) ? international(run, text, group) : national(run, text, group);
            if (last >= 0) {
                into.add(run.start(group, last), run.end(last), "phone");
                group = last;
            }
            group++;
        }
    }

    /** The last group of the longest number that begins with that group; -1 when none does. */
    private int international(DigitRun run, String text, int group) {
        return longest(run, text, group, (digits, written) -> {
            for (int length = 1; length <= 3 && length < digits.length(); length++) {
                PhoneRules rules = byCallingCode.get(Integer.valueOf(digits.substring(0, length)));
                if (rules != null) {
                    return rules.isNumber(digits.substring(length), written);
                }
            }
            return false;
        });
    }

    private int national(DigitRun run, String text, int group) {
        int last = -1;
        for (PhoneRules region : regions) {
            last = Math.max(last, longest(run, text, group, region::isNumber));
        }
        return last;
    }

    private static int longest(DigitRun run, String text, int group, BiPredicate<String, String> isNumber) {
        StringBuilder digits = new StringBuilder();
        int last = run.lastOfNumber(group, digits);
        for (; last >= group && digits.length() >= FEWEST_DIGITS; last--) {
            if (isNumber.test(digits.toString(), text.substring(run.start(group, last), run.end(last)))) {
                return last;
            }
            digits.setLength(digits.length() - run.length(last));
        }
        return -1;
    }
}
