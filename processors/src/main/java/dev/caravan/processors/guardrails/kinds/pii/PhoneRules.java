package dev.caravan.processors.guardrails.kinds.pii;

import com.google.i18n.phonenumbers.PhoneNumberMatch;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.Leniency;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.PhoneNumberUtil.ValidationResult;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * How telephone numbers are written in a region, or with a calling code. The library that knows the rules is slow, so what it
 * can say before it sees a text (how many digits there are, whether a trunk prefix has to stand before them) is asked once.
 */
final class PhoneRules {

    private static final String NO_REGION = "ZZ";
    private static final int MOST_DIGITS = 15;

    private final PhoneNumberUtil library;
    private final String region;
    private final int code;
    private final String prefix;
    private final boolean prefixIsOptional;
    private final int lengths;

    private PhoneRules(
            PhoneNumberUtil library, String region, int code, String prefix, boolean prefixIsOptional, int lengths) {
        this.library = library;
        this.region = region;
        this.code = code;
        this.prefix = prefix;
        this.prefixIsOptional = prefixIsOptional;
        this.lengths = lengths;
    }

    /** The rules for numbers written as within that region. */
    static PhoneRules ofRegion(PhoneNumberUtil library, String region) {
        int code = library.getCountryCodeForRegion(region);
        String prefix = library.getNddPrefixForRegion(region, true);
        return new PhoneRules(
                library,
                region,
                code,
                prefix == null ? "" : prefix,
                prefix == null || isOptional(library, region),
                lengths(library, code));
    }

    /** The rules for international numbers with that calling code. */
    static PhoneRules ofCallingCode(PhoneNumberUtil library, int code) {
        // Some write the trunk prefix between code and number, as in +49 (0)30.
        return new PhoneRules(library, NO_REGION, code, "0", true, lengths(library, code));
    }

    /**
     * Whether a number is written so.
     *
     * @param digits its digits, without a calling code
     * @param text the whole of it
     */
    boolean isNumber(String digits, String text) {
        boolean prefixed = !prefix.isEmpty() && digits.startsWith(prefix);
        boolean known = (prefixed || prefixIsOptional) && isGivenOut(digits)
                || prefixed && isGivenOut(digits.substring(prefix.length()));
        return known && isNumber(library, region, text);
    }

    /** Far cheaper than to have the library read a text. */
    private boolean isGivenOut(String digits) {
        int count = digits.length();
        if (count == 0 || count > MOST_DIGITS || (lengths >>> count & 1) == 0) {
            return false;
        }
        int zeros = 0;
        while (zeros < count - 1 && digits.charAt(zeros) == '0') {
            zeros++;
        }
        PhoneNumber number = new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(digits));
        if (zeros > 0) {
            number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
        }
        return library.isValidNumber(number);
    }

    private static boolean isNumber(PhoneNumberUtil library, String region, String text) {
        Iterator<PhoneNumberMatch> matches =
                library.findNumbers(text, region, Leniency.VALID, 1).iterator();
        return matches.hasNext() && matches.next().rawString().length() == text.length();
    }

    private static int lengths(PhoneNumberUtil library, int code) {
        int lengths = 0;
        long number = 2;
        for (int count = 1; count <= MOST_DIGITS; count++) {
            PhoneNumber probe = new PhoneNumber().setCountryCode(code).setNationalNumber(number);
            if (library.isPossibleNumberWithReason(probe) == ValidationResult.IS_POSSIBLE) {
                lengths |= 1 << count;
            }
            number *= 10;
        }
        return lengths;
    }

    /** Asks the library whether it takes numbers of the region without the prefix. */
    private static boolean isOptional(PhoneNumberUtil library, String region) {
        return takesWithoutPrefix(library, region, library.getExampleNumber(region))
                || takesWithoutPrefix(library, region, library.getExampleNumberForType(region, PhoneNumberType.MOBILE));
    }

    private static boolean takesWithoutPrefix(PhoneNumberUtil library, String region, @Nullable PhoneNumber example) {
        return example != null && isNumber(library, region, library.getNationalSignificantNumber(example));
    }
}
