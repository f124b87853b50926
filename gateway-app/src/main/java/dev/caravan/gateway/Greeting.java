package dev.caravan.gateway;

import dev.caravan.gateway.config.GeneratedKey;
import dev.caravan.gateway.edge.EdgeServer;
import dev.caravan.gateway.edge.EventLoops;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Says where the gateway listens: in the log for machines, on stderr for people, who also learn the generated key and a line
 * to try it with. The key is in no log.
 */
final class Greeting implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private final Generation first;
    private final EventLoops loops;
    private final EdgeServer edge;
    private final @Nullable GeneratedKey key;

    /** @param key null when it lets nobody in */
    Greeting(Generation first, EventLoops loops, EdgeServer edge, @Nullable GeneratedKey key) {
        this.first = first;
        this.loops = loops;
        this.edge = edge;
        this.key = key;
    }

    @Override
    public void run(ApplicationArguments args) {
        String url = url();
        LOG.atInfo()
                .addKeyValue("transport", loops.transport())
                .addKeyValue("providers", first.providers().size())
                .log("listening on " + url);
        PrintStream people = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        people.println("Caravan is listening on " + url);
        if (key != null) {
            people.println(
                    """

                    No key administers this gateway, so this one was made for this run, and only this machine can connect:
                      %s

                    Try it:
                      curl %s/v1/chat/completions -H "Authorization: Bearer %s" -H "Content-Type: application/json" \
                    -d '{"model":"echo-1","messages":[{"role":"user","content":"Hello, Caravan!"}]}'
                    """
                            .formatted(key.value().reveal(), url, key.value().reveal()));
        }
    }

    private String url() {
        InetSocketAddress address = edge.address();
        String host = address.getAddress().getHostAddress();
        String scheme = first.config().server().tls() == null ? "http" : "https";
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
