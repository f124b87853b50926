package dev.caravan.processors.guardrails.kinds.pii;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What {@code pii} can find; in the configuration and as a label in lower case with dashes. */
enum PiiType {
    EMAIL(""),
    PHONE(""),
    CARD(
            "",
            Checksums::isCard,
            "9999 9999 9999 9999",
            "9999 999999 99999",
            "9999 999999 9999",
            "9999 9999 9999 9999 999",
            "9999999999999",
            "99999999999999999",
            "999999999999999999"),
    IBAN(""),
    SSN("US", Checksums::isSsn, "999-99-9999"),
    UK_NINO("GB", Checksums::isNino, "AA 99 99 99 A"),
    DE_STEUER_ID("DE", Checksums::isSteuerId, "99 999 999 999"),
    FR_NIR("FR", Checksums::isNir, "9 99 99 9N 999 999 99"),
    ES_DNI("ES", Checksums::isDni, "99 999 999 A"),
    ES_NIE("ES", Checksums::isNie, "A 9999999 A"),
    IT_CODICE_FISCALE("IT", Checksums::isCodiceFiscale, "AAA AAA NNANN ANNNA"),
    NL_BSN("NL", Checksums::isBsn, "9999 99 999", "999 999 999"),
    BR_CPF("BR", Checksums::isCpf, "999 999 999 99"),
    IN_AADHAAR("IN", Checksums::isAadhaar, "9999 9999 9999"),
    IP("");

    static final Set<PiiType> DEFAULT = Collections.unmodifiableSet(EnumSet.of(EMAIL, PHONE, CARD, IBAN, SSN));

    private final String region;
    private final List<NumberForm> forms;

    PiiType(String region) {
        this.region = region;
        this.forms = List.of();
    }

    PiiType(String region, Predicate<String> check, String... shapes) {
        this.region = region;
        this.forms = Stream.of(shapes)
                .map(shape -> (NumberForm) new Shape(shape, label(), check))
                .toList();
    }

    /** The region whose people have it; empty for what is not of one region. */
    String region() {
        return region;
    }

    /** The fixed forms in which it is written; empty for what is searched in another way. */
    List<NumberForm> forms() {
        return switch (this) {
            case IBAN -> List.of(new IbanForm());
            case IP -> List.of(new IpV4Form());
            default -> forms;
        };
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
