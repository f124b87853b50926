package dev.caravan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.gateway.config.DatabaseConfig;
import dev.caravan.gateway.database.Database;
import dev.caravan.processors.auth.FreshKey;
import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.spi.GatewayError;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the store of keys does on any database. */
abstract class KeyStoreContract {

    private Database database;
    private KeyStore store;

    /** A database without tables. */
    abstract DatabaseConfig empty() throws Exception;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(empty());
        store = new KeyStore(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatIsSaidOfAKeyComesBackAsItWas() {
        Principal principal = Principal.named("Ünïcode 🔑", Role.READ_ONLY, Set.of(Scope.CHAT, Scope.ADMIN))
                .project("web")
                .allowedModels(List.of("gpt-4*", "a \"quoted\", one"))
                .allowedProviders(List.of("echo"))
                .allowedAgents(List.of("helper"))
                .allowedEndpoints(List.of("summary", "draft"))
                .limit(new RateLimit(1, 2, 3, 4))
                .budget(new Budget(5_000_000_000L, new BigDecimal("0.000001"), new BigDecimal("1000")))
                .guardrails(List.of("pii"))
                .build();
        KeySpec spec = new KeySpec(principal, false, SettableClock.START.plusMillis(1234));
        StoredKey stored = store.create(Minted.of(spec).key());

        assertThat(store.find(stored.id())).contains(stored);
        assertThat(store.changedSince(0)).containsExactly(stored);
    }

    @Test
    void aKeyWithoutAnyRestrictionStaysOne() {
        StoredKey stored = store.create(Minted.named("free").key());

        assertThat(store.find(stored.id())).contains(stored);
        assertThat(stored.spec().principal().allowedModels()).isEmpty();
        assertThat(stored.spec().principal().limit()).isEqualTo(RateLimit.NONE);
        assertThat(stored.spec().principal().budget()).isEqualTo(Budget.NONE);
    }

    @Test
    void theKeyItselfIsInNoColumn() throws Exception {
        Minted minted = Minted.named("secret");
        store.create(minted.key());

        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT * FROM api_keys")) {
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                assertThat(String.valueOf(row.getObject(i))).doesNotContain(minted.clear());
            }
            assertThat(row.getString("hash")).hasSize(64);
        }
    }

    @Test
    void rotatingKeepsTheFormerHashAndItsEnd() {
        StoredKey first = store.create(Minted.named("turned").key());
        FreshKey fresh = FreshKey.create(new SecureRandom());

        StoredKey rotated = store.change(first.id(), key -> key.rotated(fresh, SettableClock.START.plusSeconds(60)))
                .orElseThrow();

        assertThat(store.find(first.id())).contains(rotated);
        assertThat(rotated.hash()).isEqualTo(fresh.hash());
        assertThat(rotated.previousHash()).isEqualTo(first.hash());
        assertThat(rotated.previousGoodUntil()).isEqualTo(SettableClock.START.plusSeconds(60));
    }

    @Test
    void aNameIsTakenUntilItsKeyIsRevoked() {
        StoredKey first = store.create(Minted.named("web").key());

        assertThatThrownBy(() -> store.create(Minted.named("web").key()))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(409);
                    assertThat(error.code()).isEqualTo("name_taken");
                });
        store.change(first.id(), key -> key.revoked(SettableClock.START));
        store.create(Minted.named("web").key());

        assertThat(store.changedSince(0)).hasSize(2);
    }

    @Test
    void aKeyCannotTakeAnothersNameLater() {
        store.create(Minted.named("one").key());
        StoredKey two = store.create(Minted.named("two").key());
        KeySpec renamed = Minted.named("one").key().spec();

        assertThatThrownBy(() -> store.change(two.id(), key -> key.with(renamed)))
                .isInstanceOf(GatewayError.class)
                .hasMessage("Another key is named 'one'.");
        assertThat(store.find(two.id())).contains(two);
    }

    @Test
    void whatChangedSinceAVersionIsTheLaterChangesAlone() {
        StoredKey one = store.create(Minted.named("one").key());
        StoredKey two = store.create(Minted.named("two").key());
        StoredKey revoked =
                store.change(one.id(), key -> key.revoked(SettableClock.START)).orElseThrow();

        assertThat(store.changedSince(two.version())).containsExactly(revoked);
        assertThat(store.changedSince(revoked.version())).isEmpty();
        assertThat(store.changedSince(0)).containsExactly(two, revoked);
    }

    @Test
    void aChangeThatThrowsLeavesTheKeyAndTheConnectionAsTheyWere() {
        StoredKey one = store.create(Minted.named("one").key());

        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> store.change(one.id(), key -> {
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }

        assertThat(store.find(one.id())).contains(one);
        assertThat(store.changedSince(one.version())).isEmpty();
        assertThat(store.change("01900000-0000-7000-8000-000000000000", key -> key))
                .isEmpty();
    }

    @Test
    void pagesAreInTheOrderOfIdsAndOfOneProjectIfWanted() {
        List<StoredKey> all = IntStream.range(0, 5)
                .mapToObj(i -> store.create(Minted.named("key " + i, Role.MEMBER, i % 2 == 0 ? "even" : null)
                        .key()))
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();

        assertThat(store.page(null, "", 3)).isEqualTo(all.subList(0, 3));
        assertThat(store.page(null, all.get(2).id(), 3)).isEqualTo(all.subList(3, 5));
        assertThat(store.page("even", "", 10)).hasSize(3).allMatch(key -> "even".equals(key.project()));
        assertThat(store.page("odd", "", 10)).isEmpty();
    }

    @Test
    void ofManyWhoWantANameAtOnceOneGetsIt() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<Boolean>> tries = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(this::wasFree, threads))
                    .toList();

            assertThat(tries.stream().filter(CompletableFuture::join)).hasSize(1);
            assertThat(store.changedSince(0)).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void changesOfOneKeyAtOnceAreNotLost() {
        StoredKey one = store.create(Minted.named("0").key());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<CompletableFuture<?>> changes = IntStream.range(0, 20)
                    .<CompletableFuture<?>>mapToObj(i -> CompletableFuture.runAsync(
                            () -> store.change(one.id(), KeyStoreContract::countedUp), threads))
                    .toList();
            changes.forEach(CompletableFuture::join);

            assertThat(store.find(one.id()).orElseThrow().name()).isEqualTo("20");
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean wasFree() {
        try {
            store.create(Minted.named("wanted").key());
            return true;
        } catch (GatewayError taken) {
            return false;
        }
    }

    private static StoredKey countedUp(StoredKey key) {
        String next = Integer.toString(Integer.parseInt(key.name()) + 1);
        return key.with(Minted.named(next).key().spec());
    }
}
