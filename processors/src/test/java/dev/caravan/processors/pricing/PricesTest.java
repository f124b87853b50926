package dev.caravan.processors.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PricesTest {

    @Test
    void aPriceIsTheNumberOfTheListExactly() {
        Prices prices = prices(card().rate(Meter.INPUT, "0.1").rate(Meter.OUTPUT, "0.2"));

        assertThat(prices.price(Meter.INPUT, ServiceTier.STANDARD, 10)).hasValue(new BigDecimal("0.1"));
        assertThat(prices.price(Meter.OUTPUT, ServiceTier.STANDARD, 10)).hasValue(new BigDecimal("0.2"));
    }

    @Test
    void whatIsNotKnownIsEmptyAndNotZero() {
        Prices prices = prices(card().rate(Meter.OUTPUT, "0"));

        assertThat(prices.price(Meter.INPUT, ServiceTier.STANDARD, 10)).isEmpty();
        assertThat(prices.price(Meter.IMAGE, ServiceTier.STANDARD, 10)).isEmpty();
        assertThat(prices.price(Meter.OUTPUT, ServiceTier.STANDARD, 10)).hasValue(new BigDecimal("0"));
        assertThat(prices.isEmpty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "CACHE_READ, 3",
        "CACHE_WRITE, 3",
        "CACHE_WRITE_1H, 3",
        "AUDIO_INPUT, 3",
        "IMAGE_INPUT, 3",
        "REASONING, 15",
        "AUDIO_OUTPUT, 15",
        "IMAGE_OUTPUT, 15"
    })
    void aMeterWithoutAPriceCostsWhatItsLikeCosts(Meter meter, String price) {
        Prices prices = prices(card().rate(Meter.INPUT, "3").rate(Meter.OUTPUT, "15"));

        assertThat(prices.price(meter, ServiceTier.STANDARD, 10)).hasValue(new BigDecimal(price));
    }

    @Test
    void aWriteForAnHourCostsWhatAnyWriteCostsUnlessItHasAPrice() {
        Card card = card().rate(Meter.INPUT, "3").rate(Meter.CACHE_WRITE, "3.75");

        assertThat(prices(card).price(Meter.CACHE_WRITE_1H, ServiceTier.STANDARD, 10))
                .hasValue(new BigDecimal("3.75"));
        assertThat(prices(card.rate(Meter.CACHE_WRITE_1H, "6")).price(Meter.CACHE_WRITE_1H, ServiceTier.STANDARD, 10))
                .hasValue(new BigDecimal("6"));
    }

    @ParameterizedTest
    @CsvSource({"0, 1.25", "128000, 1.25", "200000, 1.25", "200001, 2.5", "500000, 2.5", "500001, 5"})
    void longInputCostsOtherwiseFromBeyondItsLimitOn(long inputTokens, String price) {
        Prices prices = prices(card().rate(Meter.INPUT, "1.25")
                .above(200_000, Meter.INPUT, "2.5")
                .above(500_000, Meter.INPUT, "5"));

        assertThat(prices.price(Meter.INPUT, ServiceTier.STANDARD, inputTokens)).hasValue(new BigDecimal(price));
    }

    @Test
    void whatHasNoPriceForLongInputKeepsItsOwn() {
        Prices prices = prices(
                card().rate(Meter.INPUT, "1").rate(Meter.CACHE_READ, "0.1").above(200_000, Meter.INPUT, "2"));

        assertThat(prices.price(Meter.CACHE_READ, ServiceTier.STANDARD, 300_000))
                .hasValue(new BigDecimal("0.1"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ServiceTier.class,
            names = {"BATCH", "FLEX", "PRIORITY"})
    void aTierWithoutPricesCostsWhatIsUsual(ServiceTier tier) {
        assertThat(prices(card().rate(Meter.INPUT, "3")).price(Meter.INPUT, tier, 10))
                .hasValue(new BigDecimal("3"));
    }

    @Test
    void aTiersFactorAppliesToWhateverTheStandardPriceIs() {
        Prices prices = new Prices(Map.of(
                ServiceTier.STANDARD,
                card().rate(Meter.INPUT, "1.25")
                        .above(200_000, Meter.INPUT, "2.5")
                        .build(),
                ServiceTier.BATCH,
                card().factor("0.5").build()));

        assertThat(prices.price(Meter.INPUT, ServiceTier.BATCH, 10)).hasValue(new BigDecimal("0.625"));
        assertThat(prices.price(Meter.INPUT, ServiceTier.BATCH, 200_001)).hasValue(new BigDecimal("1.25"));
        assertThat(prices.price(Meter.CACHE_READ, ServiceTier.BATCH, 10)).hasValue(new BigDecimal("0.625"));
        assertThat(prices.price(Meter.OUTPUT, ServiceTier.BATCH, 10)).isEmpty();
    }

    @Test
    void aTiersOwnPriceWinsOverItsFactor() {
        Prices prices = new Prices(Map.of(
                ServiceTier.STANDARD,
                card().rate(Meter.INPUT, "4").rate(Meter.OUTPUT, "8").build(),
                ServiceTier.FLEX,
                card().rate(Meter.INPUT, "3").factor("0.5").build()));

        assertThat(prices.price(Meter.INPUT, ServiceTier.FLEX, 10)).hasValue(new BigDecimal("3"));
        assertThat(prices.price(Meter.OUTPUT, ServiceTier.FLEX, 10)).hasValue(new BigDecimal("4.0"));
    }

    @Test
    void aTiersPriceRisesWithTheStandardPriceWhereItSaysNothingElse() {
        RateCard standard =
                card().rate(Meter.INPUT, "5").above(272_000, Meter.INPUT, "10").build();
        Prices silent = new Prices(Map.of(
                ServiceTier.STANDARD,
                standard,
                ServiceTier.FLEX,
                card().rate(Meter.INPUT, "2.5").build()));
        Prices explicit = new Prices(Map.of(
                ServiceTier.STANDARD,
                standard,
                ServiceTier.FLEX,
                card().rate(Meter.INPUT, "2.5").above(272_000, Meter.INPUT, "6").build()));

        assertThat(silent.price(Meter.INPUT, ServiceTier.FLEX, 300_000).orElseThrow())
                .isEqualByComparingTo("5");
        assertThat(explicit.price(Meter.INPUT, ServiceTier.FLEX, 300_000)).hasValue(new BigDecimal("6"));
    }

    @Test
    void withoutStandardPricesThereAreNone() {
        assertThat(new Prices(Map.of()).isEmpty()).isTrue();
        assertThat(new Prices(Map.of(ServiceTier.BATCH, card().factor("0.5").build())).isEmpty())
                .isTrue();
        assertThat(new Prices(Map.of()).price(Meter.INPUT, ServiceTier.BATCH, 1))
                .isEmpty();
    }

    private static Prices prices(Card standard) {
        return new Prices(Map.of(ServiceTier.STANDARD, standard.build()));
    }

    private static Card card() {
        return new Card();
    }

    private static final class Card {

        private final Map<Meter, BigDecimal> rates = new EnumMap<>(Meter.class);
        private final TreeMap<Long, Map<Meter, BigDecimal>> above = new TreeMap<>();
        private String factor = "";

        Card rate(Meter meter, String price) {
            rates.put(meter, new BigDecimal(price));
            return this;
        }

        Card above(long tokens, Meter meter, String price) {
            above.put(tokens, Map.of(meter, new BigDecimal(price)));
            return this;
        }

        Card factor(String part) {
            factor = part;
            return this;
        }

        RateCard build() {
            return new RateCard(rates, above, factor.isEmpty() ? null : new BigDecimal(factor));
        }
    }
}
