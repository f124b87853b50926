package dev.caravan.testkit;

import dev.caravan.spi.Header;
import dev.caravan.spi.HeaderView;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Headers of a test's request. Immutable; keeps the lines' order, and shows names only. */
public final class MapHeaderView implements HeaderView {

    private final List<Header> lines;
    private final Map<String, List<String>> valuesByName;

    private MapHeaderView(List<Header> lines) {
        this.lines = List.copyOf(lines);
        this.valuesByName = lines.stream()
                .collect(Collectors.groupingBy(
                        line -> line.name().toLowerCase(Locale.ROOT),
                        TreeMap::new,
                        Collectors.mapping(Header::value, Collectors.toUnmodifiableList())));
    }

    /** No headers. */
    public static MapHeaderView empty() {
        return new MapHeaderView(List.of());
    }

    /** These lines, of which several may have the same name. */
    public static MapHeaderView of(List<Header> lines) {
        return new MapHeaderView(lines);
    }

    @Override
    public @Nullable String first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : values.get(0);
    }

    @Override
    public List<String> all(String name) {
        return valuesByName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    @Override
    public void forEach(BiConsumer<String, String> nameAndValue) {
        lines.forEach(line -> nameAndValue.accept(line.name(), line.value()));
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
