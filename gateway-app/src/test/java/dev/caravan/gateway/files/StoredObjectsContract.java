package dev.caravan.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.gateway.database.Database;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.files.StoredKind;
import dev.caravan.processors.files.StoredObject;
import dev.caravan.processors.files.StoredObjects;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What is remembered of that which providers keep, in any database. */
abstract class StoredObjectsContract {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    private final Scheduler threads = Schedulers.newBoundedElastic(4, 1000, "test-worker", 60, true);
    private final DefaultEventExecutor loop = new DefaultEventExecutor();
    private Database database;
    private JdbcStoredObjects objects;

    /** Another, empty one. */
    abstract Database open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        objects = at(START);
    }

    @AfterEach
    void stop() {
        objects.close();
        database.close();
        threads.dispose();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void whatIsAddedIsFoundByItsKindAndIdAlone() {
        StoredObject file = file("f-1", "openai", "project/red");

        assertThat(add(response("r-1"))).isTrue();
        assertThat(objects.isWithoutFiles()).isTrue();
        assertThat(add(file)).isTrue();

        assertThat(objects.isWithoutFiles()).isFalse();
        assertThat(find("f-1", "f-2")).containsExactly(file);
        assertThat(objects.find(StoredKind.BATCH, List.of("f-1"), loop).block()).isEmpty();
    }

    @Test
    void theFirstOwnerOfAnIdStays() {
        StoredObject file = file("f-1", "openai", "project/red");
        add(file);

        assertThat(add(file)).isTrue();
        assertThat(add(file("f-1", "openai", "project/blue"), file("f-2", "openai", "project/blue")))
                .isFalse();
        assertThat(find("f-1", "f-2")).containsExactly(file, file("f-2", "openai", "project/blue"));
    }

    @Test
    void ofManyWhoAddTheSameIdAtOnceOneGetsIt() {
        List<Boolean> own = Flux.range(0, 20)
                .flatMap(n -> objects.add(List.of(file("f-1", "openai", "key/" + n)), loop), 20)
                .collectList()
                .block();

        assertThat(own).containsOnlyOnce(true).hasSize(20);
        assertThat(find("f-1")).hasSize(1);
    }

    @Test
    void twoProvidersMayGiveTheSameId() {
        StoredObject here = file("f-1", "openai", "project/red");
        StoredObject there = file("f-1", "other", "project/blue");
        add(here, there);

        objects.remove(here, loop).block();

        assertThat(find("f-1")).containsExactly(there);
        assertThat(objects.hasAny(StoredKind.FILE, "other", "project/blue", loop)
                        .block())
                .isTrue();
        assertThat(objects.hasAny(StoredKind.FILE, "openai", "project/red", loop)
                        .block())
                .isFalse();
    }

    @Test
    void aWholeListIsFoundAtOnce() {
        List<StoredObject> many = IntStream.range(0, 1201)
                .mapToObj(n -> file("f-" + n, "openai", "project/red"))
                .toList();
        objects.add(many, loop).block();

        assertThat(find(many.stream().map(StoredObject::id).toArray(String[]::new)))
                .containsExactlyInAnyOrderElementsOf(many);
    }

    @Test
    void whatNobodyAsksForInAYearIsForgotten() {
        add(file("asked", "openai", "project/red"), file("left", "openai", "project/red"));
        try (JdbcStoredObjects later = at(START.plus(Duration.ofDays(200)))) {
            later.find(StoredKind.FILE, List.of("asked"), loop).block();
        }

        try (JdbcStoredObjects muchLater = at(START.plus(Duration.ofDays(400)))) {
            assertThat(muchLater.clean()).isEqualTo(1);
        }
        assertThat(find("asked", "left")).extracting(StoredObject::id).containsExactly("asked");
    }

    @Test
    void aResponseIsForgottenSooner() {
        add(response("r-1"), file("f-1", "openai", "project/red"));

        try (JdbcStoredObjects later = at(START.plus(Duration.ofDays(39)))) {
            assertThat(later.clean()).isZero();
        }
        try (JdbcStoredObjects muchLater = at(START.plus(Duration.ofDays(41)))) {
            assertThat(muchLater.clean()).isEqualTo(1);
        }
        assertThat(objects.find(StoredKind.RESPONSE, List.of("r-1"), loop).block())
                .isEmpty();
    }

    @Test
    void whatAnotherGatewayHasAddedIsSeen() {
        try (JdbcStoredObjects other = at(START)) {
            other.add(List.of(file("f-1", "openai", "project/red")), loop).block();
        }

        assertThat(find("f-1")).hasSize(1);
        try (JdbcStoredObjects restarted = at(START)) {
            assertThat(restarted.isWithoutFiles()).isFalse();
        }
    }

    private JdbcStoredObjects at(Instant now) {
        return JdbcStoredObjects.open(database.dataSource(), new Workers(threads), Clock.fixed(now, ZoneOffset.UTC));
    }

    private static StoredObject file(String id, String provider, String owner) {
        return new StoredObject(StoredKind.FILE, id, provider, owner);
    }

    private static StoredObject response(String id) {
        return new StoredObject(StoredKind.RESPONSE, id, "openai", "project/red");
    }

    private boolean add(StoredObject... added) {
        return Boolean.TRUE.equals(objects.add(List.of(added), loop).block());
    }

    private List<StoredObject> find(String... ids) {
        StoredObjects store = objects;
        return store.find(StoredKind.FILE, List.of(ids), loop).block();
    }
}
