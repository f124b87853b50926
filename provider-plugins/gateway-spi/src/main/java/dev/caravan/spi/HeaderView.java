package dev.caravan.spi;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Read-only HTTP headers; names are compared without regard to case. */
public interface HeaderView {

    /** The first value of that header, or null when it is absent. */
    @Nullable
    String first(String name);

    /** All values of that header in their order; empty when it is absent. */
    List<String> all(String name);

    /** Visits every header line in its order. */
    void forEach(BiConsumer<String, String> nameAndValue);
}
