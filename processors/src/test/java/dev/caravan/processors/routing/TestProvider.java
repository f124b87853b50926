package dev.caravan.processors.routing;

import dev.caravan.spi.ModelInfo;
import dev.caravan.spi.Operation;
import dev.caravan.spi.Provider;
import dev.caravan.spi.ProviderRequest;
import dev.caravan.spi.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Builds configured providers for tests; by default with credentials and for every operation. */
public final class TestProvider {

    private final String name;
    private Set<Operation> operations = EnumSet.allOf(Operation.class);
    private boolean credentials = true;
    private boolean passThrough;
    private List<String> models = List.of();
    private List<ModelInfo> known = List.of();
    private @Nullable String dialect;
    private Duration total = Duration.ofSeconds(1);

    private TestProvider(String name) {
        this.name = name;
    }

    public static TestProvider named(String name) {
        return new TestProvider(name);
    }

    public static ConfiguredProvider plain(String name) {
        return named(name).build();
    }

    public TestProvider serving(Operation... served) {
        operations = Set.of(served);
        return this;
    }

    /** The dialect of every operation; that of the operation itself unless told. */
    public TestProvider speaking(String name) {
        dialect = name;
        return this;
    }

    public TestProvider withoutCredentials() {
        credentials = false;
        return this;
    }

    public TestProvider passingCredentialsThrough() {
        passThrough = true;
        return this;
    }

    public TestProvider models(String... listed) {
        models = List.of(listed);
        return this;
    }

    public TestProvider knowing(String... ids) {
        List<ModelInfo> infos = new ArrayList<>();
        for (String id : ids) {
            infos.add(new ModelInfo(id, 1_700_000_000, "owner of " + id));
        }
        known = infos;
        return this;
    }

    /** The time for a whole call; a second unless told. */
    public TestProvider within(Duration time) {
        total = time;
        return this;
    }

    public ConfiguredProvider build() {
        Duration second = Duration.ofSeconds(1);
        return new ConfiguredProvider(
                name,
                "test",
                new FixedProvider(operations, credentials, known, dialect),
                passThrough,
                models,
                Map.of(),
                Set.of(),
                new ConfiguredProvider.Timeouts(second, second, second, total));
    }

    private record FixedProvider(
            Set<Operation> operations, boolean hasCredentials, List<ModelInfo> models, @Nullable String spoken)
            implements Provider {

        @Override
        public @Nullable String dialect(Operation operation) {
            return spoken == null ? operation.dialect() : spoken;
        }

        @Override
        public Upstream prepare(ProviderRequest request) {
            throw new UnsupportedOperationException("no test of this module calls an upstream");
        }
    }
}
