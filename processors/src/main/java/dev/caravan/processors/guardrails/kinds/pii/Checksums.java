package dev.caravan.processors.guardrails.kinds.pii;

/** The tests that tell a real number from other digits. All are given upper-case letters and digits of the right shape. */
final class Checksums {

    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final int[] CODICE_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };
    private static final String CODICE_MONTHS = "ABCDEHLMPRST";
    private static final String CODICE_DIGITS = "LMNPQRSTUV";
    private static final int[][] VERHOEFF = {
        {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1}, {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
        {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}
    };

    private Checksums() {}

    /** A payment card: a first digit that is issued, and the test of Luhn. */
    static boolean isCard(String digits) {
        if (digits.charAt(0) < '2' || digits.charAt(0) > '6') {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }
        return sum % 10 == 0;
    }

    /** A US social security number: area, group and serial number are ones that are given out. */
    static boolean isSsn(String digits) {
        String area = digits.substring(0, 3);
        return !area.equals("000")
                && !area.equals("666")
                && area.charAt(0) != '9'
                && !digits.startsWith("00", 3)
                && !digits.endsWith("0000");
    }

    /** A British national insurance number: a prefix and a suffix that are given out. */
    static boolean isNino(String nino) {
        String prefix = nino.substring(0, 2);
        return "DFIQUV".indexOf(nino.charAt(0)) < 0
                && "DFIQUVO".indexOf(nino.charAt(1)) < 0
                && !"BG GB KN NK NT TN ZZ".contains(prefix)
                && nino.charAt(8) <= 'D';
    }

    /** A German tax id: one of the first ten digits stands twice or three times, no other; then a digit of ISO 7064. */
    static boolean isSteuerId(String digits) {
        if (digits.charAt(0) == '0') {
            return false;
        }
        int[] counts = new int[10];
        int product = 10;
        for (int i = 0; i < 10; i++) {
            int digit = digits.charAt(i) - '0';
            counts[digit]++;
            int sum = (digit + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        int repeated = 0;
        for (int count : counts) {
            repeated += count == 2 || count == 3 ? 1 : count > 3 ? 2 : 0;
        }
        return repeated == 1 && (11 - product) % 10 == digits.charAt(10) - '0';
    }

    /** A French social security number: sex, month, and the key of 97. Corsica's departments are 2A and 2B. */
    static boolean isNir(String nir) {
        String number = nir.substring(0, 13);
        if (number.startsWith("2A", 5)) {
            number = number.substring(0, 5) + "19" + number.substring(7);
        } else if (number.startsWith("2B", 5)) {
            number = number.substring(0, 5) + "18" + number.substring(7);
        }
        if (!number.chars().allMatch(c -> c >= '0' && c <= '9') || "123478".indexOf(number.charAt(0)) < 0) {
            return false;
        }
        int month = Integer.parseInt(number.substring(3, 5));
        boolean monthIsKnown = month >= 1 && month <= 12 || month >= 20 && month <= 42 || month >= 50;
        return monthIsKnown && 97 - Long.parseLong(number) % 97 == Integer.parseInt(nir.substring(13));
    }

    /** A Spanish identity number: eight digits and their letter. */
    static boolean isDni(String dni) {
        return DNI_LETTERS.charAt(Integer.parseInt(dni.substring(0, 8)) % 23) == dni.charAt(8);
    }

    /** A Spanish foreigner's number: X, Y or Z for the first of eight digits, and their letter. */
    static boolean isNie(String nie) {
        int first = "XYZ".indexOf(nie.charAt(0));
        return first >= 0 && isDni(first + nie.substring(1));
    }

    /** An Italian tax code, also one whose digits were replaced by letters to tell two people apart. */
    static boolean isCodiceFiscale(String code) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = code.charAt(i);
            int value = c <= '9' ? c - '0' : c - 'A';
            boolean digitWanted = "000000110110111".charAt(i) == '1';
            if (digitWanted && c > '9' && CODICE_DIGITS.indexOf(c) < 0) {
                return false;
            }
            sum += i % 2 == 0 ? CODICE_ODD[value] : value;
        }
        return CODICE_MONTHS.indexOf(code.charAt(8)) >= 0 && code.charAt(15) - 'A' == sum % 26;
    }

    /** A Dutch citizen service number: the test of eleven. */
    static boolean isBsn(String digits) {
        int sum = -(digits.charAt(8) - '0');
        for (int i = 0; i < 8; i++) {
            sum += (9 - i) * (digits.charAt(i) - '0');
        }
        return sum % 11 == 0 && !digits.equals("000000000");
    }

    /** A Brazilian taxpayer number: two check digits, and not one digit eleven times. */
    static boolean isCpf(String digits) {
        return digits.chars().distinct().count() > 1 && cpfDigit(digits, 9) && cpfDigit(digits, 10);
    }

    private static boolean cpfDigit(String digits, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (length + 1 - i) * (digits.charAt(i) - '0');
        }
        return sum * 10 % 11 % 10 == digits.charAt(length) - '0';
    }

    /** An Indian Aadhaar number: begins with 2 to 9, and the test of Verhoeff. */
    static boolean isAadhaar(String digits) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            int digit = digits.charAt(11 - i) - '0';
            sum = dihedral(sum, i % 8 == 0 ? digit : VERHOEFF[i % 8 - 1][digit]);
        }
        return digits.charAt(0) >= '2' && sum == 0;
    }

    /** The product of two elements of the symmetries of a pentagon: turns 0 to 4, mirrored ones 5 to 9. */
    private static int dihedral(int a, int b) {
        if (a < 5) {
            return b < 5 ? (a + b) % 5 : 5 + (a + b - 5) % 5;
        }
        return b < 5 ? 5 + (a - 5 - b + 5) % 5 : (a - b + 5) % 5;
    }
}
