package dev.caravan.processors.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Figures that were reckoned by hand. */
class CostTest {

    @Test
    void inputAndOutputCostWhatTheyCost() {
        // 1,000 × 2.50 + 200 × 10, for a million
        assertThat(cost(Usage.of(1000, 200), prices("input", "2.50", "output", "10")))
                .isEqualByComparingTo("0.0045");
    }

    @Test
    void cachedInputIsNotPaidForTwice() {
        // Of 10,000: 6,000 read × 0.30 + 1,000 written for an hour × 6 + 500 written × 3.75 + 2,500 others × 3; 100 ×
        // 15
        Usage usage = new Usage(10_000, 100, 6000, 1500, 1000, -1, -1, -1);

        assertThat(cost(
                        usage,
                        prices(
                                "input",
                                "3",
                                "output",
                                "15",
                                "cache-read",
                                "0.30",
                                "cache-write",
                                "3.75",
                                "cache-write-1h",
                                "6")))
                .isEqualByComparingTo("0.018675");
    }

    @Test
    void cachedInputWithoutAPriceOfItsOwnCostsWhatInputCosts() {
        Usage usage = new Usage(1000, 0, 400, 100, 50, -1, -1, -1);

        assertThat(cost(usage, prices("input", "2", "output", "10"))).isEqualByComparingTo("0.002");
    }

    @Test
    void thoughtsAndSoundsHaveTheirOwnPrices() {
        // 900 × 1 + 100 heard × 40; 500 × 2 + 300 thought × 3 + 200 spoken × 80
        Usage usage = new Usage(1000, 1000, -1, -1, -1, 300, 100, 200);

        assertThat(cost(
                        usage,
                        prices(
                                "input",
                                "1",
                                "output",
                                "2",
                                "reasoning",
                                "3",
                                "audio-input",
                                "40",
                                "audio-output",
                                "80")))
                .isEqualByComparingTo("0.0228");
    }

    @Test
    void soundsFromACacheAreNotPaidForTwice() {
        // Of 1,000: 600 read × 0.50 + 400 heard × 40, though 1,000 were heard
        Usage usage = new Usage(1000, 0, 600, -1, -1, -1, 1000, -1);
        Usage allRead = new Usage(1000, 0, 1000, -1, -1, -1, 1000, -1);
        Prices prices = prices("input", "1", "output", "2", "cache-read", "0.50", "audio-input", "40");

        assertThat(cost(usage, prices)).isEqualByComparingTo("0.0163");
        assertThat(cost(allRead, prices)).isEqualByComparingTo("0.0005");
    }

    @Test
    void thePriceOfALongInputCountsForAllOfTheCall() {
        TreeMap<Long, Map<Meter, BigDecimal>> above = new TreeMap<>();
        above.put(200_000L, rates("input", "2.50", "output", "15"));
        Prices prices = new Prices(
                Map.of(ServiceTier.STANDARD, new RateCard(rates("input", "1.25", "output", "10"), above, null)));

        assertThat(cost(Usage.of(200_000, 1000), prices)).isEqualByComparingTo("0.26");
        assertThat(cost(Usage.of(200_001, 1000), prices)).isEqualByComparingTo("0.5150025");
    }

    @Test
    void noDigitIsLost() {
        assertThat(cost(Usage.of(1, 1), prices("input", "0.075", "output", "0.3")))
                .isEqualByComparingTo("0.000000375");
    }

    @Test
    void whatHasNoPriceHasNoCost() {
        assertThat(Cost.of(Usage.of(10, 1), prices("input", "1"), ServiceTier.STANDARD))
                .isEmpty();
        assertThat(Cost.of(Usage.of(10, 0), prices("input", "1"), ServiceTier.STANDARD))
                .isPresent();
        assertThat(Cost.of(Usage.of(10, Usage.UNKNOWN), prices("input", "1"), ServiceTier.STANDARD))
                .isPresent();
    }

    private static BigDecimal cost(Usage usage, Prices prices) {
        return Cost.of(usage, prices, ServiceTier.STANDARD).orElseThrow();
    }

    private static Prices prices(String... rates) {
        return new Prices(Map.of(ServiceTier.STANDARD, new RateCard(rates(rates), new TreeMap<>(), null)));
    }

    private static Map<Meter, BigDecimal> rates(String... rates) {
        Map<Meter, BigDecimal> byMeter = new EnumMap<>(Meter.class);
        for (int i = 0; i < rates.length; i += 2) {
            for (Meter meter : Meter.values()) {
                if (meter.word().equals(rates[i])) {
                    byMeter.put(meter, new BigDecimal(rates[i + 1]));
                }
            }
        }
        return byMeter;
    }
}
