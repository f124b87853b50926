package dev.caravan.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ServingRoutesTest {

    private final ServingRoutes routes = new ServingRoutes(new EdgeRoutes());

    @Test
    void areIdleAtOnceWhenNoCallIsInThem() {
        assertThat(routes.retire()).isCompleted();
    }

    @Test
    void areIdleWhenTheLastCallHasLeft() {
        assertThat(routes.enter()).isTrue();
        assertThat(routes.enter()).isTrue();

        CompletableFuture<Void> idle = routes.retire();

        routes.leave();
        assertThat(idle).isNotDone();
        routes.leave();
        assertThat(idle).isCompleted();
    }

    @Test
    void takeNoCallAfterTheyAreRetired() {
        routes.enter();
        CompletableFuture<Void> idle = routes.retire();

        assertThat(routes.enter()).isFalse();
        assertThat(idle).isNotDone();
        assertThat(routes.calls()).isEqualTo(1);
    }
}
