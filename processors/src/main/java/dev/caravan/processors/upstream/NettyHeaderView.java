package dev.caravan.processors.upstream;

import dev.caravan.spi.HeaderView;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Netty's headers as a plugin sees them. */
record NettyHeaderView(HttpHeaders headers) implements HeaderView {

    @Override
    public @Nullable String first(String name) {
        return headers.get(name);
    }

    @Override
    public List<String> all(String name) {
        return headers.getAll(name);
    }

    @Override
    public void forEach(BiConsumer<String, String> nameAndValue) {
        headers.forEach(line -> nameAndValue.accept(line.getKey(), line.getValue()));
    }
}
