package dev.caravan.processors.guardrails.kinds.pii;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import dev.caravan.processors.guardrails.kinds.text.Search;
import dev.caravan.processors.guardrails.kinds.text.SearchScanner;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what identifies a person: addresses, telephone and card numbers, national ids. */
public final class PiiKind implements GuardrailKind {

    @Override
    public String name() {
        return "pii";
    }

    @Override
    public Guardrail create(Settings settings) {
        List<String> regions = regions(settings);
        Set<PiiType> types = types(settings, regions);
        List<Search> searches = new ArrayList<>();
        if (types.contains(PiiType.EMAIL)) {
            searches.add(new EmailSearch());
        }
        List<NumberForm> forms =
                types.stream().flatMap(type -> type.forms().stream()).toList();
        if (!forms.isEmpty()) {
            searches.add(new NumberSearch(forms));
        }
        if (types.contains(PiiType.IP)) {
            searches.add(new IpV6Search());
        }
        if (types.contains(PiiType.PHONE)) {
            searches.add(PhoneSearch.of(regions));
        }
        return new SearchScanner(searches);
    }

    private static List<String> regions(Settings settings) {
        List<String> regions = settings.texts("regions").stream()
                .map(region -> region.toUpperCase(Locale.ROOT))
                .distinct()
                .toList();
        Set<String> known = PhoneNumberUtil.getInstance().getSupportedRegions();
        for (String region : regions) {
            if (!known.contains(region)) {
                throw settings.invalid(
                        "regions", "'" + region + "' is no region", "Write codes of two letters: [US, DE, GB]");
            }
        }
        return regions;
    }

    private static Set<PiiType> types(Settings settings, List<String> regions) {
        List<String> words = settings.texts("types");
        if (words.isEmpty()) {
            return PiiType.DEFAULT;
        }
        Set<PiiType> types = EnumSet.noneOf(PiiType.class);
        for (String word : words) {
            if (word.equals("national-id")) {
                Set<PiiType> theirs = EnumSet.noneOf(PiiType.class);
                Stream.of(PiiType.values())
                        .filter(type -> regions.contains(type.region()))
                        .forEach(theirs::add);
                if (theirs.isEmpty()) {
                    throw settings.invalid(
                            "types",
                            "has 'national-id', and no id is known of the regions",
                            "Name regions, or the id itself");
                }
                types.addAll(theirs);
            } else {
                types.add(type(settings, word));
            }
        }
        return types;
    }

    private static PiiType type(Settings settings, String word) {
        for (PiiType type : PiiType.values()) {
            if (type.label().equals(word)) {
                return type;
            }
        }
        String known = Stream.of(PiiType.values()).map(PiiType::label).collect(Collectors.joining(", "));
        throw settings.invalid("types", "'" + word + "' is not one of its values", "Write " + known + ", national-id");
    }
}
