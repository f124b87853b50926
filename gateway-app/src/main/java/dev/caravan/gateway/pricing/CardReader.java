package dev.caravan.gateway.pricing;

import dev.caravan.gateway.config.ConfigProblems;
import dev.caravan.processors.pricing.Meter;
import dev.caravan.processors.pricing.Prices;
import dev.caravan.processors.pricing.RateCard;
import dev.caravan.processors.pricing.ServiceTier;
import dev.caravan.spi.Settings;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code prices} of a model in the gateway's own format. */
final class CardReader {

    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal LARGEST_FACTOR = BigDecimal.TEN;

    /** So many digits behind the point are finer than any price, and few enough to reckon with. */
    private static final int MAX_SCALE = 12;

    private static final String PRICE_FIX =
            "Write USD for a million tokens (for one, under image, second, character and search), such as 2.50; leave out what is"
                    + " not known";

    private final ConfigProblems problems;

    CardReader(ConfigProblems problems) {
        this.problems = problems;
    }

    /** @return null when the model has no prices */
    @Nullable
    Prices prices(Settings model) {
        Settings section =
                problems.read(() -> model.section("prices")).orElse(Settings.of(model.path() + ".prices", Map.of()));
        Map<ServiceTier, RateCard> cards = new EnumMap<>(ServiceTier.class);
        cards.put(ServiceTier.STANDARD, new RateCard(rates(section), above(section), null));
        for (ServiceTier tier : ServiceTier.values()) {
            if (tier != ServiceTier.STANDARD) {
                problems.read(() -> section.section(tier.word())).ifPresent(own -> cards.put(tier, card(own)));
            }
        }
        problems.addUnread(section);
        Prices prices = new Prices(cards);
        if (prices.isEmpty() && !prices.cards().isEmpty()) {
            problems.add(model.invalid("prices", "has no standard price", "Write input: and output: below it"));
        }
        return prices.isEmpty() ? null : prices;
    }

    private RateCard card(Settings tier) {
        BigDecimal factor = number(
                        tier, "factor", LARGEST_FACTOR, "Write what part of the standard price it is, such as 0.5")
                .orElse(null);
        RateCard card = new RateCard(rates(tier), above(tier), factor);
        problems.addUnread(tier);
        return card;
    }

    private Map<Meter, BigDecimal> rates(Settings section) {
        Map<Meter, BigDecimal> rates = new EnumMap<>(Meter.class);
        for (Meter meter : Meter.values()) {
            number(section, meter.word(), MOST, PRICE_FIX).ifPresent(rate -> rates.put(meter, rate));
        }
        return rates;
    }

    private NavigableMap<Long, Map<Meter, BigDecimal>> above(Settings section) {
        NavigableMap<Long, Map<Meter, BigDecimal>> above = new TreeMap<>();
        problems.read(() -> section.sections("above")).orElse(Map.of()).forEach((tokens, dearer) -> {
            Map<Meter, BigDecimal> rates = rates(dearer);
            if (tokens.matches("[1-9]\\d{0,9}")) {
                above.put(Long.parseLong(tokens), rates);
            } else {
                problems.add(dearer.path(), "is no number of tokens", "Write one such as 200000");
            }
            problems.addUnread(dearer);
        });
        return above;
    }

    private Optional<BigDecimal> number(Settings section, String key, BigDecimal most, String fix) {
        return problems.read(() -> section.text(key).map(text -> {
                    BigDecimal number = decimal(section, key, text, fix);
                    if (number.signum() < 0 || number.compareTo(most) > 0) {
                        throw section.invalid(key, "'" + text + "' is not between 0 and " + most, fix);
                    }
                    if (number.scale() > MAX_SCALE) {
                        throw section.invalid(
                                key, "'" + text + "' has more than " + MAX_SCALE + " digits behind the point", fix);
                    }
                    return number;
                }))
                .flatMap(found -> found);
    }

    private static BigDecimal decimal(Settings section, String key, String text, String fix) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw section.invalid(key, "'" + text + "' is no number", fix);
        }
    }
}
