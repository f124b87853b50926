package dev.caravan.processors.guardrails.kinds.judges;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Settings;
import dev.caravan.spi.guard.Guardrail;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.spi.guard.Judgement;
import dev.caravan.spi.guard.Subject;
import dev.caravan.spi.guard.TextJudge;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

/** Asks a service of the operator's, which answers {@code {"passed": true}} or says why not. */
public final class WebhookKind implements GuardrailKind {

    @Override
    public String name() {
        return "webhook";
    }

    @Override
    public Guardrail create(Settings settings) {
        settings.requiredText("url", "Write the URL that is to be asked");
        return new Webhook(JsonPost.of(settings, settings.url("url", ""), "secret"));
    }

    private record Webhook(JsonPost post) implements TextJudge {

        @Override
        public CompletionStage<Judgement> judge(Subject subject) {
            ObjectNode question = JsonNodeFactory.instance.objectNode();
            question.put("side", subject.side().name().toLowerCase(Locale.ROOT));
            question.put("text", subject.text());
            question.put("last_text", subject.lastText());
            question.put("model", subject.model());
            question.put("request_id", subject.requestId());
            return post.ask(question, Verdict::of);
        }
    }
}
