package dev.caravan.gateway.dialects;

import dev.caravan.spi.chat.ChatDialect;
import dev.caravan.spi.chat.ChatRequest;
import dev.caravan.testkit.chat.AnswerFeature;
import dev.caravan.testkit.chat.Crossing;
import dev.caravan.testkit.chat.RequestFeature;
import java.util.List;
import java.util.function.Function;

/** Writes down how each feature comes across between each pair of dialects. */
final class DialectPage {

    private static final String HEAD =
            """
            # What comes across between dialects

            Written by `DialectMatrixTest`, which asks for each thing in each dialect and looks at what the other side gets to read.

            | sign | meaning |
            | --- | --- |
            | ✓ | it means the same on the other side |
            | ~ `name` | it does not, and the answer says so: `X-Ingate-Translation-Loss: name`; with `X-Ingate-Translate: strict` the call is refused with 422 instead |
            | ✗ `code` | the call is refused with an error that says why |
            | · | the first dialect has no words for it |

            Answers come across in the same way whole and streamed; the losses of a stream are known only after its headers have
            gone, so the header names those of the request alone.
            """;

    private final List<ChatDialect> dialects;
    private final StringBuilder text = new StringBuilder(HEAD);

    DialectPage(List<ChatDialect> dialects) {
        this.dialects = dialects;
    }

    String text() {
        for (ChatDialect client : dialects) {
            text.append("\n## Asked in `").append(client.name()).append("`\n\n");
            header("the request has", client, "to");
            for (RequestFeature feature : RequestFeature.values()) {
                ChatRequest request = feature.addTo(RequestFeature.plain());
                row(feature.label(), client, provider -> new Crossing(client, provider).request(request));
            }
            text.append('\n');
            header("the answer has", client, "from");
            for (AnswerFeature feature : AnswerFeature.values()) {
                row(feature.label(), client, provider -> new Crossing(client, provider)
                        .wholeAnswer(feature.sample(), RequestFeature.plain()));
            }
        }
        return text.toString();
    }

    private void header(String what, ChatDialect client, String direction) {
        StringBuilder rule = new StringBuilder("| --- |");
        text.append("| ").append(what).append(" |");
        for (ChatDialect provider : dialects) {
            if (provider != client) {
                text.append(' ')
                        .append(direction)
                        .append(" `")
                        .append(provider.name())
                        .append("` |");
                rule.append(" --- |");
            }
        }
        text.append('\n').append(rule).append('\n');
    }

    private void row(String label, ChatDialect client, Function<ChatDialect, Crossing.Result> crossing) {
        text.append("| ").append(label).append(" |");
        for (ChatDialect provider : dialects) {
            if (provider != client) {
                text.append(' ').append(cell(crossing.apply(provider))).append(" |");
            }
        }
        text.append('\n');
    }

    private static String cell(Crossing.Result result) {
        return switch (result.outcome()) {
            case EXACT -> "✓";
            case REPORTED -> "~ `" + String.join("`, `", result.losses()) + "`";
            case REFUSED -> "✗ `" + String.join("`, `", result.losses()) + "`";
            case NOT_SAID -> "·";
        };
    }
}
