package dev.caravan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.gateway.database.DatabaseException;
import dev.caravan.processors.auth.ApiKey;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.auth.KeyHash;
import dev.caravan.processors.auth.KeyRing;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The keys of the database beside those of the configuration, as calls see them. */
class KeyDirectoryTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Database database =
            Database.open(new DatabaseConfig("jdbc:h2:mem:" + UUID.randomUUID(), null, null, 2));
    private final KeyDirectory directory = KeyDirectory.open(database, clock, metrics);
    private final LiveKeys keys = live(null);

    @AfterEach
    void close() {
        directory.close();
        database.close();
    }

    @Test
    void aStoredKeyIsFoundFromItsCreationToItsRevocation() {
        Minted minted = Minted.named("app");
        assertThat(keys.principal(minted.clear())).isEmpty();

        directory.create(minted.key());
        assertThat(keys.principal(minted.clear())).contains(minted.key().spec().principal());

        directory.change(minted.id(), key -> key.revoked(clock.instant()));
        assertThat(keys.principal(minted.clear())).isEmpty();
    }

    @Test
    void aKeyThatIsGoodNoMoreIsStillTheGateways() {
        Minted revoked = Minted.named("revoked");
        Minted expired = Minted.until("expired", SettableClock.START);
        Minted rotated = Minted.named("rotated");
        List.of(revoked, expired, rotated).forEach(minted -> directory.create(minted.key()));
        directory.change(revoked.id(), key -> key.revoked(clock.instant()));
        directory.change(rotated.id(), key -> key.rotated(FreshKey.create(new SecureRandom()), clock.instant()));

        for (Minted minted : List.of(revoked, expired, rotated)) {
            assertThat(keys.principal(minted.clear())).isEmpty();
            assertThat(keys.holds(minted.clear())).isTrue();
        }
        assertThat(keys.holds("sk-client")).isFalse();
    }

    @Test
    void anExpiryEndsAKeyWithoutAnybodysDoing() {
        Minted minted = Minted.until("guest", SettableClock.START.plus(HOUR));
        directory.create(minted.key());

        clock.advance(HOUR.minusMillis(1));
        assertThat(keys.principal(minted.clear())).isPresent();

        clock.advance(Duration.ofMillis(1));
        assertThat(keys.principal(minted.clear())).isEmpty();
    }

    @Test
    void theFormerKeyEndsWithTheOverlapOrWithTheExpiryThatComesFirst() {
        Minted minted = Minted.until("app", SettableClock.START.plus(HOUR.multipliedBy(3)));
        FreshKey second = FreshKey.create(new SecureRandom());
        FreshKey third = FreshKey.create(new SecureRandom());
        directory.create(minted.key());
        directory.change(minted.id(), key -> key.rotated(second, clock.instant().plus(HOUR)));

        clock.advance(HOUR.minusMillis(1));
        assertThat(keys.principal(minted.clear())).isPresent();
        clock.advance(Duration.ofMillis(1));
        assertThat(keys.principal(minted.clear())).isEmpty();
        assertThat(keys.principal(second.value().reveal())).isPresent();

        directory.change(minted.id(), key -> key.rotated(third, clock.instant().plus(HOUR.multipliedBy(9))));
        clock.advance(HOUR.multipliedBy(2));
        assertThat(keys.principal(second.value().reveal())).isEmpty();
        assertThat(keys.principal(third.value().reveal())).isEmpty();
    }

    @Test
    void revokingEndsTheFormerKeyToo() {
        Minted minted = Minted.named("app");
        directory.create(minted.key());
        directory.change(
                minted.id(),
                key -> key.rotated(
                        FreshKey.create(new SecureRandom()), clock.instant().plus(HOUR)));
        assertThat(keys.principal(minted.clear())).isPresent();

        directory.change(minted.id(), key -> key.revoked(clock.instant()));

        assertThat(keys.principal(minted.clear())).isEmpty();
    }

    @Test
    void whatTheConfigurationSaysOfAKeyCounts() {
        Minted minted = Minted.named("stored");
        directory.create(minted.key());
        Principal configured = Principal.named("configured", Role.READ_ONLY, Role.READ_ONLY.usualScopes())
                .build();

        LiveKeys both = live(null, new ApiKey(KeyHash.of(minted.clear()), configured, true, null));
        LiveKeys disabled = live(null, new ApiKey(KeyHash.of(minted.clear()), configured, false, null));

        assertThat(both.principal(minted.clear())).contains(configured);
        assertThat(disabled.principal(minted.clear())).isEmpty();
    }

    @Test
    void theGeneratedKeyRestsWhileAKeyAdministersEverything() {
        Minted generated = Minted.named("generated", Role.ADMIN, null);
        LiveKeys bootstrap = live(generated.key().presentable().get(0));
        Minted admin = Minted.of(new KeySpec(
                Minted.named("admin", Role.ADMIN, null).key().spec().principal(),
                true,
                SettableClock.START.plus(HOUR)));
        directory.create(Minted.named("project admin", Role.ADMIN, "shop").key());
        assertThat(bootstrap.principal(generated.clear())).isPresent();

        directory.create(admin.key());
        assertThat(bootstrap.principal(generated.clear())).isEmpty();
        assertThat(bootstrap.holds(generated.clear())).isTrue();
        assertThat(directory.administersItself()).isTrue();

        clock.advance(HOUR);
        assertThat(bootstrap.principal(generated.clear())).isPresent();
        assertThat(directory.administersItself()).isFalse();
    }

    @Test
    void keysAreThereAgainAfterAStart() {
        Minted minted = Minted.named("app");
        directory.create(minted.key());

        try (KeyDirectory next = KeyDirectory.open(database, clock, new SimpleMeterRegistry())) {
            assertThat(next.find(KeyHash.of(minted.clear()))).isNotNull();
        }
    }

    @Test
    void withoutTheDatabaseKnownKeysStayGoodAndNothingChanges() {
        Minted minted = Minted.named("app");
        directory.create(minted.key());

        database.close();

        assertThatThrownBy(() -> directory.change(minted.id(), key -> key.revoked(clock.instant())))
                .isInstanceOf(DatabaseException.class);
        assertThatThrownBy(() -> directory.create(Minted.named("late").key())).isInstanceOf(DatabaseException.class);
        assertThat(keys.principal(minted.clear())).isPresent();
    }

    @Test
    void aMetricTellsHowManyKeysLetSomebodyIn() {
        Minted gone = Minted.named("gone");
        directory.create(gone.key());
        directory.create(Minted.named("here").key());
        directory.create(Minted.until("guest", SettableClock.START.plus(HOUR)).key());
        directory.change(gone.id(), key -> key.revoked(clock.instant()));

        assertThat(count()).isEqualTo(2);

        clock.advance(HOUR);
        assertThat(count()).isEqualTo(1);
    }

    private double count() {
        return metrics.get("caravan.keys").tag("source", "database").gauge().value();
    }

    private LiveKeys live(ApiKey generated, ApiKey... configured) {
        return new LiveKeys(new KeyRing(List.of(configured), clock), directory, generated);
    }
}
