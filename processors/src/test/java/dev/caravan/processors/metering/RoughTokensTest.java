package dev.caravan.processors.metering;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoughTokensTest {

    private static final Encoding EXACT = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The gateway reads from a socket only what somebody wants, so a slow reader holds back the upstream, and a"
                        + " refused call never pays for its body. When a client leaves, its upstream call is cancelled at once.",
                "Das Gateway liest von einer Verbindung nur, was jemand haben will: Ein langsamer Leser hält den Anbieter"
                        + " zurück, und ein abgewiesener Aufruf bezahlt nie für seinen Inhalt.",
                "public static long of(char[] text, int offset, int length) {\n        long tokens = 0;\n        int end = offset"
                        + " + length;\n        while (start < end) {\n            Kind kind = kind(text[start]);\n        }\n    }",
                "{\"model\":\"gpt-4o\",\"temperature\":0.25,\"messages\":[{\"role\":\"user\",\"content\":\"What is the weather"
                        + " in Paris on 2026-01-31?\"}]}",
                "网关只从连接中读取有人想要的内容，因此缓慢的读者会限制上游，被拒绝的调用永远不会为其正文付费。",
                "Шлюз читает из соединения только то, что кому-то нужно, поэтому медленный читатель сдерживает провайдера."
            })
    void aGuessIsGoodToAThird(String text) {
        long guess = RoughTokens.of(text.toCharArray(), 0, text.length());

        assertThat((double) guess).isCloseTo(EXACT.countTokensOrdinary(text), Percentage.withPercentage(34));
    }
}
