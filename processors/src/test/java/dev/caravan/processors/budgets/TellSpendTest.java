package dev.caravan.processors.budgets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class TellSpendTest {

    private final SpendBook book = new SpendBook(new ManualClock("2026-01-31T12:00:00Z"));

    @Test
    void anAdministratorSeesWhoHasSpentWhat() {
        Budget budget = new Budget(0, new BigDecimal("10"), null);
        List<BudgetClaim> claims = List.of(
                new BudgetClaim(BudgetKind.USER, "project\nshop\nann", budget),
                new BudgetClaim(BudgetKind.KEY, "web", budget));
        Objects.requireNonNull(book.reserve(claims, new BigDecimal("2")).reservation())
                .end(new BigDecimal("1.50"));
        book.reserve(claims, new BigDecimal("3"));

        assertThat(told(Role.ADMIN))
                .isEqualTo(
                        "{\"budgets\":[{\"kind\":\"key\",\"name\":\"web\",\"period\":\"2026-01-31\",\"spent_usd\":1.5,"
                                + "\"reserved_usd\":3,\"limit_usd\":10},{\"kind\":\"user\",\"name\":\"ann\",\"within\":\"project shop\","
                                + "\"period\":\"2026-01-31\",\"spent_usd\":1.5,\"reserved_usd\":3,\"limit_usd\":10}]}");
    }

    @Test
    void nobodyElseDoes() {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> told(Role.MEMBER));

        assertThat(error.status()).isEqualTo(403);
    }

    private String told(Role role) {
        Call call = TestCall.get("/api/v1/spend")
                .caller(Principal.named("somebody", role, Set.of(Scope.CHAT)).build())
                .build();
        new TellSpend(book).apply(call);
        Answer answer = Objects.requireNonNull(call.answer());
        ByteBuf body = Objects.requireNonNull(Flux.from(answer.body()).blockLast());
        return body.toString(StandardCharsets.UTF_8);
    }
}
