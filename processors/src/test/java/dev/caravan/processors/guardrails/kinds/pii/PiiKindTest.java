package dev.caravan.processors.guardrails.kinds.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.guardrails.kinds.KindCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.testkit.guard.TextScannerContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiKindTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦john.doe@example.com⟧",
                "Write to ⟦john.doe+tag@mail.example.co.uk⟧, or <⟦o'brien@x.io⟧>.",
                "mailto:⟦a_b@sub-domain.example.org⟧?subject=x",
                "'⟦john@example.com⟧' \"⟦j@e.de⟧\"",
                "⟦müller@bücher.de⟧ ⟦почта@пример.рф⟧ ⟦a@xn--p1ai.xn--p1ai⟧",
                "⟦a@b.com⟧.1 ⟦a@b.com⟧... ⟦a@b.com⟧-",
                "a@b, a@b.c @home user@ a@.com a@-b.com @example.com me@localhost 3 @ 4.com",
                "a@b.123 x@y..com",
                "a@⟦b@c.com⟧",
            })
    void emailAddressesAreFound(String text) {
        pii("email").finds(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦4111111111111111⟧",
                "Card ⟦4111 1111 1111 1111⟧, or ⟦5555-5555-5555-4444⟧.",
                "Amex ⟦3782 822463 10005⟧ and ⟦378282246310005⟧, Diners ⟦3056 930902 5904⟧",
                "⟦6011111111111117⟧ ⟦3530111333300000⟧ ⟦6799990100000000019⟧ ⟦6799 9901 0000 0000 019⟧ ⟦4222222222222⟧",
                "4111111111111112 4111 1111 1111 1112 0000000000000000 1111111111111117",
                "x4111111111111111 4111111111111111y 41111111111111110",
                "4111 1111 11111 111",
            })
    void cardNumbersAreFoundByTheirCheckDigit(String text) {
        pii("card").finds(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦DE89370400440532013000⟧",
                "IBAN: ⟦DE89 3704 0044 0532 0130 00⟧.",
                "⟦gb29 nwbk 6016 1331 9268 19⟧ ⟦FR14-2004-1010-0505-0001-3M02-606⟧",
                "⟦NO9386011117947⟧ ⟦MT84MALT011000012345MTLCAST001S⟧",
                "DE89370400440532013001 XX89370400440532013000 DE8937040044053201300 DE893704004405320130000",
                "ADE89370400440532013000",
            })
    void ibansAreFoundByLengthAndCheckDigits(String text) {
        pii("iban").finds(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "⟦123-45-6789⟧ and ⟦123 45 6789⟧",
                "000-45-6789 666-45-6789 900-45-6789 123-00-6789 123-45-0000",
                "123456789 1123-45-6789 123-45-67890 12-345-6789",
            })
    void usSocialSecurityNumbersAreFound(String text) {
        pii("ssn").finds(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uk-nino           | ⟦AB 12 34 56 C⟧ ⟦AB123456C⟧ ⟦ab123456d⟧ DB123456C AO123456C GB123456A AB123456E AB12345C",
                "de-steuer-id      | ⟦86095742719⟧ ⟦86 095 742 719⟧ ⟦47036892816⟧ 86095742718 06095742719 12345678901",
                "fr-nir            | ⟦255081416802538⟧ ⟦2 55 08 14 168 025 38⟧ ⟦1 51 02 2B 033 025 56⟧ 255081416802539 955081416802538",
                "es-dni            | ⟦12345678Z⟧ ⟦12.345.678-Z⟧ ⟦12345678-z⟧ 12345678A 1234567Z",
                "es-nie            | ⟦X1234567L⟧ ⟦X-1234567-L⟧ X1234567A A1234567L",
                "it-codice-fiscale | ⟦RSSMRA85T10A562S⟧ ⟦rssmra85t10a562s⟧ RSSMRA85T10A562T RSSMRA85Z10A562S",
                "nl-bsn            | ⟦111222333⟧ ⟦1112.22.333⟧ ⟦123456782⟧ 123456789 000000000",
                "br-cpf            | ⟦529.982.247-25⟧ ⟦52998224725⟧ 529.982.247-26 111.111.111-11",
                "in-aadhaar        | ⟦2341 2341 2346⟧ ⟦234123412346⟧ 2341 2341 2347 1341 2341 2346",
                "ip                | ⟦192.168.0.1⟧ ⟦8.8.8.8⟧. 256.1.1.1 1.2.3 1.2.3.4.5 v1.2.3.4",
                "ip                | ⟦::1⟧ ⟦2001:db8::8a2e:370:7334⟧ ⟦2001:0db8:0000:0000:0000:8a2e:0370:7334⟧ [⟦fe80::1⟧]: ⟦::ffff:1.2.3.4⟧",
                "ip                | 12:30:45 std::vector x::1 ::1z 1:2:3 a:b:c:d:e:f:a:b 1:::2 1::2::3 12345::1",
            })
    void nationalIdsAndAddressesAreFoundByTheirChecks(String type, String text) {
        pii(type).finds(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "    | Call ⟦+49 30 901820⟧ or ⟦+1 (415) 555-2671⟧, ⟦+442079460958⟧.",
                "    | 415-555-2671 and 030 901820 are of no country; +1 23 is none; 2 + 1234567",
                "US  | Call ⟦(415) 555-2671⟧ or ⟦415-555-2671⟧ or ⟦415.555.2671⟧ or ⟦4155552671⟧",
                "US  | 123-456-7890 x4155552671 4155552671x $4155552671 2024-05-01 and 1714564800000",
                "US  | ⟦415-555-2671⟧, ⟦415-555-2672⟧ ⟦415-555-2673⟧",
                "DE  | Büro ⟦030 901820⟧ mobil ⟦0171/2345678⟧ ⟦+49 (0)30 901820⟧ Nr. 123456789",
                "FR  | ⟦06 12 34 56 78⟧ le 12/05/2024",
                "GB  | ⟦020 7946 0958⟧",
            })
    void telephoneNumbersAreFoundByTheRulesOfTheRegions(String regions, String text) {
        KindCase.of(
                        new PiiKind(),
                        regions == null ? Map.of("types", "phone") : Map.of("types", "phone", "regions", regions))
                .finds(text);
    }

    @Test
    void aLongListOfTelephoneNumbersIsFoundWhole() {
        KindCase us = KindCase.of(new PiiKind(), Map.of("types", "phone", "regions", "US"));

        us.finds("⟦415-555-2671⟧ ".repeat(40));
        us.finds("⟦(415) 555-2671⟧ ".repeat(40));
    }

    @Test
    void eachTypeIsItsLabel() {
        KindCase all = KindCase.of(
                new PiiKind(),
                Map.of(
                        "types",
                        List.of("email", "phone", "card", "iban", "ssn", "de-steuer-id", "ip"),
                        "regions",
                        List.of("us", "DE")));

        assertThat(all.labels(
                        "a@b.com, 4111 1111 1111 1111, DE89 3704 0044 0532 0130 00, 123-45-6789, 86095742719, 10.0.0.1,"
                                + " +49 30 901820"))
                .containsExactly("email", "card", "iban", "ssn", "de-steuer-id", "ip", "phone");
    }

    @Test
    void theUsualTypesAreFoundUnlessOthersAreChosen() {
        KindCase usual = KindCase.of(new PiiKind(), Map.of());

        assertThat(usual.labels("a@b.com 4111111111111111 NO9386011117947 123-45-6789 +4930901820 10.0.0.1"))
                .containsExactly("email", "card", "iban", "ssn", "phone");
    }

    @Test
    void nationalIdsAreThoseOfTheRegions() {
        KindCase ids = KindCase.of(new PiiKind(), Map.of("types", "national-id", "regions", List.of("ES", "NL")));

        assertThat(ids.labels("12345678Z X1234567L 111222333 529.982.247-25 a@b.com"))
                .containsExactly("es-dni", "es-nie", "nl-bsn");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> pii("emails"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guardrails.test.types")
                .hasMessageContaining("it-codice-fiscale");
        assertThatThrownBy(() -> KindCase.of(new PiiKind(), Map.of("regions", "Germany")))
                .hasMessageContaining("guardrails.test.regions");
        assertThatThrownBy(() -> pii("national-id")).hasMessageContaining("no id is known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "an ordinary sentence       | sentence",
                "an ordinary sentence,      | -",
                "mail john@exam             | john@exam",
                "mail john@example.com,     | -",
                "card 4111 1111             | 4111 1111",
                "iban DE89 37               | DE89 37",
                "call +49 30                | +49 30",
                "in 2024,                   | -",
            })
    void onlyWhatMayBecomeSuchAThingIsUndecided(String text, String undecided) {
        assertThat(KindCase.of(new PiiKind(), Map.of("regions", "US")).undecided(text))
                .isEqualTo(undecided == null ? "" : undecided);
    }

    private static KindCase pii(String type) {
        return KindCase.of(new PiiKind(), Map.of("types", type));
    }

    abstract static class Contract extends TextScannerContract {
        @Override
        protected GuardrailKind kind() {
            return new PiiKind();
        }

        @Override
        protected Map<String, Object> settings() {
            return Map.of(
                    "types",
                    List.of("email", "phone", "card", "iban", "ssn", "ip", "national-id"),
                    "regions",
                    List.of("US", "DE", "GB", "FR", "ES", "IT", "NL", "BR", "IN"));
        }
    }

    @Nested
    class ContractOfAll extends Contract {
        @Override
        protected List<String> samples() {
            return List.of(
                    "john.doe@example.com x@b.com@c.com",
                    "4111 1111 1111 1111 6799 9901 0000 0000 019",
                    "DE89 3704 0044 0532 0130 00, NO9386011117947",
                    "123-45-6789 AB 12 34 56 C 86 095 742 719",
                    "2 55 08 14 168 025 38 12.345.678-Z RSSMRA85T10A562S",
                    "1112.22.333 529.982.247-25 2341 2341 2346",
                    "192.168.0.1 ::ffff:1.2.3.4 2001:db8::8a2e:370:7334",
                    "+49 30 901820, (415) 555-2671 415-555-2672/415-555-2673");
        }
    }

    @Nested
    class ContractOfTheUsual extends Contract {
        @Override
        protected Map<String, Object> settings() {
            return Map.of();
        }

        @Override
        protected List<String> samples() {
            return List.of("a@b.com. +1 415 555 2671", "4111-1111-1111-1111 x", "+44 20 7946 0958 123-45-6789");
        }
    }
}
