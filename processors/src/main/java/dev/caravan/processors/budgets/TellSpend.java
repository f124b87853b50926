package dev.caravan.processors.budgets;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Authenticate;
import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.SpendBook.Line;
import dev.caravan.processors.call.Answer;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;

/**
 * Answers an administrator with what was spent today and this month from the budgets in use: {@code {"budgets":[{"kind","name",
 * "within","period","spent_usd","reserved_usd","limit_usd"}]}}. A user is named with the project or key that it is {@code
 * within}. A limit is null until a call has met it since the start. Needs {@code Authenticate} before it.
 */
public final class TellSpend implements CallStep {

    private static final RequireScope ADMIN = new RequireScope(Scope.ADMIN);

    private final SpendBook book;

    public TellSpend(SpendBook book) {
        this.book = book;
    }

    @Override
    public void apply(Call call) {
        ADMIN.apply(call);
        if (Authenticate.caller(call).project() != null) {
            throw GatewayError.forbidden(
                    "project_not_allowed", "Only an admin without a project may see what all spend.");
        }
        ObjectNode body = Json.object();
        ArrayNode budgets = body.putArray("budgets");
        for (Line line : book.lines()) {
            add(budgets.addObject(), line);
        }
        call.answerWith(Answer.json(200, Json.bytes(body)));
    }

    private static void add(ObjectNode json, Line line) {
        SpendKey key = line.key();
        json.put("kind", key.kind().word());
        if (key.kind() == BudgetKind.USER) {
            String[] parts = key.name().split("\n", 3);
            json.put("name", parts[parts.length - 1]);
            json.put("within", parts[0] + " " + parts[1]);
        } else {
            json.put("name", key.name());
        }
        json.put("period", key.period());
        json.put("spent_usd", plain(line.spent()));
        json.put("reserved_usd", plain(line.reserved()));
        json.put("limit_usd", line.limit());
    }

    private static BigDecimal plain(BigDecimal usd) {
        BigDecimal stripped = usd.signum() == 0 ? BigDecimal.ZERO : usd.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
